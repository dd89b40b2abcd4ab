"""A bot with a card for everything the widget can show."""

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from channels.messages import Inbound, Reply
from core.answer import Alternative, Answer, Button, Link, ProcedureRef, Section, Source

BIRTH = ProcedureRef(code="1.001193", name="Thủ tục đăng ký khai sinh")
_PAPERS = [
    "Tờ khai đăng ký khai sinh theo mẫu: 1 bản chính",
    "Giấy chứng sinh: 1 bản chính",
    "Trường hợp không có giấy chứng sinh:",
    "Văn bản của người làm chứng xác nhận về việc sinh",
    "Giấy cam đoan về việc sinh",
    "Trường hợp trẻ bị bỏ rơi:",
    "Biên bản xác nhận việc trẻ bị bỏ rơi",
    "Trường hợp sinh con do mang thai hộ:",
    "Văn bản của cơ sở y tế xác nhận việc mang thai hộ",
    "Giấy tờ tùy thân của người đi đăng ký (xuất trình)",
    "Giấy chứng nhận kết hôn của cha mẹ, nếu có (xuất trình)",
    "Giấy tờ chứng minh nơi cư trú (xuất trình)",
]
_SOURCES = [
    Source(
        title="Quyết định công bố thủ tục hành chính lĩnh vực hộ tịch",
        number="528/QĐ-BTP",
        url="https://dichvucong.gov.vn/p/1.001193",
        updated="2026-04-16",
        checked="2026-07-18",
    ),
    Source(title="Luật Hộ tịch", number="60/2014/QH13"),
    Source(title="Nghị định", number="123/2015/NĐ-CP"),
    Source(title="Thông tư", number="04/2020/TT-BTP"),
    Source(title="Thông tư", number="04/2024/TT-BTP"),
]
CARD = Answer(
    status="answered",
    text="Đăng ký khai sinh cần tờ khai theo mẫu và giấy chứng sinh. Không thu lệ phí khi đăng ký đúng hạn.",
    procedure=BIRTH,
    facets=["documents"],
    sections=[
        Section(facet="documents", title="Giấy tờ cần chuẩn bị", items=_PAPERS),
        Section(facet="fee", title="Lệ phí", items=["Không thu khi đăng ký đúng hạn"], quote="Miễn lệ phí đăng ký khai sinh đúng hạn."),
    ],
    sources=_SOURCES,
    buttons=[Button(title="Lệ phí", payload="/ask_fee"), Button(title="Nơi nộp hồ sơ", payload="/ask_place")],
    links=[Link(title="Danh sách việc cần làm khi sinh con (để in)", url="/checklists/birth")],
)
CLARIFY = Answer(
    status="clarify",
    text="Bạn muốn đăng ký kết hôn trong trường hợp nào?\n1. Đăng ký kết hôn\n2. Đăng ký lại kết hôn",
    alternatives=[
        Alternative(code="1.000894", name="Thủ tục đăng ký kết hôn"),
        Alternative(code="2.000806", name="Thủ tục đăng ký kết hôn có yếu tố nước ngoài", difference="có yếu tố nước ngoài"),
    ],
    buttons=[
        Button(title="Đăng ký kết hôn", payload='/choose_procedure{"procedure_code":"1.000894"}'),
        Button(title="Có yếu tố nước ngoài", payload='/choose_procedure{"procedure_code":"2.000806"}'),
        Button(title="Giải thích thêm", payload='/pick{"option":"explain"}'),
    ],
)
LISTED = Answer(
    status="form",
    text="Trước khi tra cứu, tôi cần bạn đồng ý:\n- Tôi dùng mã hồ sơ.\n- Tôi không lưu tên, xem https://dichvucong.gov.vn.\n"
    "Bạn đồng ý không?\n\nCần thì gọi 1022.",
)
DOSSIER = Answer(status="dossier", text="Hồ sơ …0420 đã có kết quả, bạn đến nhận tại Ủy ban nhân dân phường.", private=True)
ENGLISH = Answer(
    status="answered",
    text="A passport costs 200,000 dong.",
    procedure=ProcedureRef(code="1.001445", name="Issue of an ordinary passport"),
    sections=[
        Section(facet="fee", title="Fee", items=["200,000 dong"]),
        Section(facet="documents", title="Documents", items=["Tờ khai theo mẫu (originals: 1)", "Photos: 2"]),
    ],
    sources=[Source(title="Circular", number="25/2021/TT-BTC", updated="2026-04-16")],
    language="en",
)
WHY = Answer(
    status="form",
    text="Xin lỗi vì câu trả lời chưa đạt. Chưa đạt ở chỗ nào?",
    buttons=[
        Button(title="Thông tin sai", payload='/pick{"option":"rate:why:wrong"}'),
        Button(title="Thiếu thông tin", payload='/pick{"option":"rate:why:missing"}'),
    ],
)
ERASING = '/pick{"option":"data:erase:yes"}'
ERASE = Answer(
    status="form",
    text="Bạn muốn xóa hết dữ liệu của mình? Xóa rồi không lấy lại được.",
    buttons=[
        Button(title="Xóa hết", payload=ERASING),
        Button(title="Giữ nguyên", payload='/pick{"option":"data:keep"}'),
    ],
)
_SAID = {
    "khai sinh": CARD,
    "kết hôn": CLARIFY,
    "tra cứu": LISTED,
    "hồ sơ của tôi": DOSSIER,
    "passport": ENGLISH,
    "nguy hiểm": Answer(status="safety", text="Xin gọi ngay 115 nếu có người bị thương."),
    '/choose_procedure{"procedure_code":"1.001193"}': CARD,
    '/pick{"option":"rate:up"}': Answer(status="greeting", text="Cảm ơn bạn đã đánh giá."),
    '/pick{"option":"rate:down"}': WHY,
    '/pick{"option":"rate:why:wrong"}': Answer(status="greeting", text="Tôi đã ghi lại để người phụ trách sửa."),
    '/pick{"option":"data:erase"}': ERASE,
    ERASING: Answer(status="greeting", text="Tôi đã xóa dữ liệu của bạn."),
}


class Talker:
    """The `Bot` port: knows what is above, else says back what it was told."""

    def __init__(self) -> None:
        self.heard: list[Inbound] = []
        self.instead: list[Answer] = []  # said one after the other to who wants to be erased, before it is done
        self._free = threading.Event()
        self._free.set()

    @contextmanager
    def thinking(self) -> Iterator[None]:
        """Give no answer to what holds "chậm" until the end of this."""
        self._free.clear()
        try:
            yield
        finally:
            self._free.set()

    async def answer(self, inbound: Inbound) -> Reply:
        self.heard.append(inbound)
        if "chậm" in inbound.said:
            await asyncio.to_thread(self._free.wait)
        if inbound.payload == ERASING and self.instead:
            return Reply([self.instead.pop(0)])
        known = (answer for words, answer in _SAID.items() if words in inbound.said.lower() or words == inbound.payload)
        return Reply([next(known, Answer(status="greeting", text=f"Bạn vừa viết: {inbound.said}"))])

    async def health(self) -> str:
        return "talker"
