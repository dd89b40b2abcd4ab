"""Two invented procedures that show how the rows of the spreadsheet are written."""

from core.procedure import Procedure

SAMPLES = [
    Procedure.model_validate(
        {
            "code": "1.900001",
            "name": "Cấp thẻ thư viện (ví dụ)",
            "aliases": ["làm thẻ thư viện", "xin thẻ mượn sách"],
            "field": "Thư viện",
            "level": ["ward"],
            "agency": "Ủy ban nhân dân phường, xã, đặc khu",
            "place": "Trung tâm Phục vụ hành chính công phường, xã, đặc khu",
            "cases": [
                {"documents": [{"name": "Đơn xin cấp thẻ", "originals": 1, "copies": 0, "note": "Có mẫu tại quầy"}]},
                {"name": "Trẻ em dưới 15 tuổi", "documents": [{"name": "Giấy cam kết của cha mẹ", "originals": 1, "copies": 1}]},
            ],
            "methods": [
                {
                    "channel": "direct",
                    "time_limit": {"value": 2, "unit": "working_day", "text": "kể từ ngày nhận đủ hồ sơ"},
                    "fees": [{"kind": "service_fee", "amount_vnd": 30000, "text": "mỗi thẻ"}],
                },
                {
                    "channel": "online",
                    "time_limit": {"value": 2, "unit": "working_day"},
                    "fees": [{"text": "Theo nghị quyết"}],
                },
            ],
            "steps": ["Điền đơn tại quầy.\nTrẻ em thì cha mẹ điền.", "Nhận thẻ."],
            "requirements": ["Đang cư trú tại phường, xã, đặc khu."],
            "result": "Thẻ thư viện",
            "subjects": ["Công dân Việt Nam"],
            "legal_basis": [{"number": "46/2019/QH14", "name": "Luật Thư viện", "date": "2019-11-21"}],
            "decision_number": "12/QĐ-UBND",
            "updated": "2026-01-05",
            "variants": [{"code": "1.900002", "difference": "làm lại vì thẻ cũ bị mất"}],
        }
    ),
    Procedure.model_validate(
        {
            "code": "1.900002",
            "name": "Cấp lại thẻ thư viện (ví dụ)",
            "aliases": ["mất thẻ thư viện"],
            "level": ["ward", "province"],
            "methods": [{"channel": "direct", "time_limit": {"text": "Trong ngày"}}],
        }
    ),
]
