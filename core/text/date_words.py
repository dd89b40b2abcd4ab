"""The words that `core.text.dates` reads dates by, folded unless accents are shown."""

_split = str.split


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


NUMBERS = {w: n for n, w in enumerate(_split("mot hai ba bon nam sau bay tam chin muoi"), start=1)}
NUMBERS |= {w: n for n, w in enumerate(_split("one two three four five six seven eight nine ten"), start=1)} | {"tu": 4}
WEEKDAYS = {"hai": 0, "2": 0, "ba": 1, "3": 1, "tu": 2, "4": 2, "nam": 3, "5": 3, "sau": 4, "6": 4, "bay": 5, "7": 5}
DAYS = ("hai", "ba", "tư", "năm", "sáu", "bảy", "bẩy", "2", "3", "4", "5", "6", "7")
ENGLISH = {w: n for n, w in enumerate(_split("monday tuesday wednesday thursday friday saturday sunday"))}
MONTHS = {
    w: n for n, w in enumerate(_split("january february march april may june july august september october november december"), start=1)
}
NEAR = {  # phrases of two words, then single ones that are safe alone: days from today
    "hom nay": 0, "bua nay": 0, "ngay mai": 1, "sang mai": 1, "chieu mai": 1, "bua mai": 1, "trua mai": 1, "ngay mot": 2, "bua mot": 2,
    "ngay kia": 2, "hom qua": -1, "ngay qua": -1, "bua qua": -1, "hom kia": -2, "hom truoc": -2, "sang nay": 0, "chieu nay": 0,
    "trua nay": 0, "toi nay": 0, "day after": 2,
}  # fmt: skip
ALONE = {"today": 0, "tomorrow": 1, "tmr": 1, "yesterday": -1, "mốt": 2}
# Words after which "mai" and "thứ hai" are something else: "chị Mai", "cái thứ hai".
NOT_MAI = _set("chi co ban em anh ba ten hoa cay hoang thuong thanh ngoc xuan phuong khuyen ho le nguyen tran xua do")
ORDINAL = _set(
    "cai con lan nguoi dua be giay so loai hop dieu buoc muc an tuc cach chiec chong vo to trang dong hang khoan diem ban cau y ngay "
    "cap nam thang the xe nha hang nhat phan vien"
)
UNITS = _set("trieu tr nghin ngan k dong ty vnd phan % ngay thang nam tuan gio nguoi ban cai m2")
DAY_BEFORE = _set("ngay hom bua sang chieu trua toi truoc nop vao hen tu den sau kip on by before until")
BEEN = _set("hoi hom da last")
NEXT, LAST = frozenset({"sau", "toi", "next"}), frozenset({"truoc", "roi", "qua", "last"})
