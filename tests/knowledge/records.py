"""Invented records: a handful of procedures, and one record in the form the national portal sends."""

from copy import deepcopy
from typing import Any

from core.procedure import Procedure


def procedure(code: str = "1.900001", name: str = "Cấp thẻ thư viện", **fields: Any) -> Procedure:
    """A record with only what is told."""
    return Procedure.model_validate({"code": code, "name": name, **fields})


LIBRARY = procedure(
    aliases=["làm thẻ thư viện", "xin thẻ mượn sách"],
    field="Văn hóa",
    level=["ward"],
    agency="Thư viện phường",
    place="Quầy số 3, Thư viện phường",
    cases=[
        {"documents": [{"name": "Đơn xin cấp thẻ", "originals": 1, "copies": 0}, {"name": "Ảnh 3x4", "originals": 2}]},
        {"name": "Trẻ em dưới 15 tuổi", "documents": [{"name": "Giấy cam kết của cha mẹ", "copies": 1, "note": "Có mẫu tại quầy."}]},
    ],
    methods=[
        {"channel": "direct", "time_limit": {"value": 2, "unit": "working_day"}, "fees": [{"kind": "fee", "amount_vnd": 30000}]},
        {"channel": "online", "time_limit": {"value": 2, "unit": "working_day"}, "fees": [{"kind": "fee", "amount_vnd": 15000}]},
    ],
    steps=["Điền đơn tại quầy.", "Nhận thẻ sau khi đóng phí."],
    requirements=["Đang ở trong phường."],
    result="Thẻ thư viện",
    subjects=["Cá nhân"],
    legal_basis=[{"number": "46/2019/QH14", "name": "Luật Thư viện"}],
    decision_number="12/QĐ-TV",
    source_url="https://example.invalid/1.900001",
    updated="2026-04-15",
    checked="2026-07-18",
    variants=[{"code": "1.900002", "difference": "làm lại vì thẻ cũ bị mất"}],
)
LOST = procedure(
    "1.900002",
    "Cấp lại thẻ thư viện",
    aliases=["mất thẻ thư viện", "làm lại thẻ mượn sách"],
    field="Văn hóa",
    level=["province"],
    place="Thư viện thành phố",
    methods=[{"channel": "direct", "time_limit": {"text": "Trong ngày"}}],
    variants=[{"code": "1.900001", "difference": "làm thẻ lần đầu"}, {"code": "1.999999", "difference": "không có ở đây"}],
)
BOATS = procedure("1.900003", "Đăng ký thuyền chèo tay", aliases=["đăng ký ghe chèo", "giấy tờ cho xuồng"], level=["ward"])
BEES = procedure(
    "1.900004",
    "Thông báo nuôi ong lấy mật",
    aliases=["nuôi ong trong nhà", "khai báo đàn ong"],
    level=["ward"],
    result="Phiếu ghi nhận đàn ong",
)
KITES = procedure(
    "1.900005", "Cấp phép thả diều ban đêm", aliases=["xin thả diều có đèn"], level=["province"], steps=["Xin phép trước khi thả."]
)
SMALL = [LIBRARY, LOST, BOATS, BEES, KITES]

_RAW: dict[str, Any] = {
    "id": "019d0000-aaaa-7054-9ac2-000000000001",
    "code": " 1.900010 ",
    "name": "Tên ở ngoài, không dùng",
    "lifeEventGroup": ["van-hoa", "khac"],
    "detail": {
        "name": "Thủ tục  cấp phép\tbiểu diễn múa lân",
        "executionSteps": [
            {"name": "Bước 1:", "description": "Nộp hồ sơ.\r\nChờ kết quả."},
            {"name": "", "description": "Nhận giấy phép."},
        ],
        "executionMethods": [
            {
                "submissionMethod": "DIRECT",
                "processingTime": 6,
                "processingTimeUnit": "WORKING_DAY",
                "description": "06 ngày làm việc kể từ ngày nhận đủ hồ sơ",
                "fees": [{"type": "FEE", "value": 20000, "currencyName": "Việt Nam Đồng", "description": "Mỗi lần thẩm định"}],
            }
        ],
        "executionCases": [
            {
                "name": "* Trường hợp đoàn nước ngoài:",
                "profileComponents": [
                    {
                        "name": "- Đơn đề nghị",
                        "originalQty": 1,
                        "copyQty": 0,
                        "attachments": [{"fileName": "don.docx"}, {"fileName": "to khai.pdf"}],
                    },
                    {"name": "+ ", "originalQty": 0, "copyQty": 0},
                    {"name": "Hộ chiếu", "originalQty": 0, "copyQty": 2, "attachments": []},
                ],
            },
            {"name": "", "profileComponents": [{"name": "Căn cước", "originalQty": None}]},
        ],
        "isWard": True,
        "isProvince": False,
        "isMinistry": False,
        "isOtherAgency": True,
        "categoriesDetails": [{"name": "Nghệ thuật biểu diễn"}, {"name": "Khác"}],
        "departmentsExecuting": [{"name": "Sở Văn hóa"}, None],
        "unitGroupsExecuting": [{"name": "Ủy ban nhân dân cấp xã"}],
        "legalBasisesDetails": [
            {"code": "144/2020/NĐ-CP", "name": "Nghị định về hoạt động  nghệ thuật"},
            {"code": "01/2026/TT", "name": ""},
        ],
        "resultsDetails": [{"name": "Giấy phép"}, {"name": "Văn bản từ chối"}],
        "subjectTypesDetails": [{"name": "Tổ chức"}, {"name": "Cá nhân"}],
        "updatedAt": 1776274200000,  # 15 April 2026, 17:30 in Greenwich: the 16th in Vietnam
        "executingAgencies": "Uỷ ban nhân dân phường",
        "dossierReceivingAddresses": " Bộ phận Một cửa ",
        "requirementsAndConditions": "Có đầu lân.\n\n Có trống.\n",
        "procedureProposal": {"proposalNumber": "633/QĐ-UBND"},
    },
}


def raw(code: str = " 1.900010 ", **detail: Any) -> dict[str, Any]:
    """The portal's record, with fields of its `detail` replaced."""
    record = deepcopy(_RAW)
    record["code"] = code
    record["detail"].update(detail)
    return record


def method(**fields: Any) -> list[dict[str, Any]]:
    """One way of submitting in the portal's form, with fields replaced."""
    return [{**deepcopy(_RAW["detail"]["executionMethods"][0]), **fields}]


def fee(**fields: Any) -> list[dict[str, Any]]:
    """One way of submitting with one fee in the portal's form, with the fee's fields replaced."""
    return method(fees=[{**_RAW["detail"]["executionMethods"][0]["fees"][0], **fields}])
