"""Whether a line of a record asks for a paper (giấy tờ): surely, perhaps, or not.

A line names its paper first and says then for whom, on which form and when. What only stands in the later words ("văn bản ủy quyền của
người đứng tên trong sổ hồng") is another paper's description.
"""

import re
from typing import Literal

from core.procedure import Document
from core.text import fold, normalize
from knowledge import tidy
from knowledge.held.words import Paper

Match = Literal["sure", "perhaps", "no"]
_MARK = re.compile(r"^(?:[-+*•]|\(?[0-9]{1,2}[.)]|\(?[a-zđ]\))\s*")
_LABEL = re.compile(r"^(?P<label>[^:]{1,90}):\s*(?=\S)")
_HANDING = re.compile(
    r"(?:cac )?(?:giay to |ho so |chung tu )?(?:can |phai )?(?:nop|xuat trinh|mang theo|kem theo|bao gom|gom)\b|thanh phan ho so"
)
_LEADING = re.compile(
    r"^(?:(?:nop|xuat trinh|kem theo|mang theo|ban (?:chinh|goc|chup|dien tu|photo)"
    r"|ban sao(?: (?:dien tu|co|hop le|chung thuc|cong chung|tu so goc|y|cac|va|hoac|ban chinh|cua))*"
    r"|0?[0-9]{1,2}|mot|hai|bo(?! sung)|tam(?! tru)|chiec|cac|nhung|mot trong(?: so)?"
    r"|giay to sau(?: day)?|sau day|con han|hop le|va"
    r"|trich tu so goc|cap tu so goc|giay (?:hay|hoac) dien tu|ban giay|cua|trich luc(?= giay))\b[ :,.()\-–]*)+"
)
_PIECES = re.compile(r"\s*(?:[,;/]|\bhoac(?: la)?\b|\bhay\b|\bva\b)\s*")
_STOP = re.compile(
    r"[.(\[:]|\b(?:do|de(?! (?:nghi|an|xuat))|khi|neu|cua|theo"
    r"|doi voi|nham|chi khi|ve viec|trong truong hop|thay cho|cho biet|xac nhan viec)\b"
)
_WITHIN = re.compile(r"\(([^()]{3,300})\)")
_OTHER_HEADS = re.compile(
    r"(?:don|to khai|van ban|bien ban|danh sach|bao cao|phuong an|ke hoach|cong van|quyet dinh|mau|ban thuyet minh"
    r"|giay de nghi|thong bao|phieu"
    r"|ban khai|de an|du an|ho so|ban cam ket|giay uy quyen|giay gioi thieu|hop dong|thuyet minh)\b"
)
_CURRICULUM = re.compile(r"(?:so yeu )?ly lich\b")
_A_PAPER = re.compile(
    rf"{_OTHER_HEADS.pattern}|(?:giay|the|so|bang"
    r"|can cuoc|ho chieu|chung minh nhan dan|chung chi|hoa don|ban (?:ve|ke|sao|do|in)|anh|so do|ly lich|tai lieu|chung tu|bien lai)\b"
)
_OPEN = frozenset({"hop dong", "giay chung nhan", "giay phep", "hoa don", "chung chi"})  # alone they name a kind, not one paper
_ANY_PAPER = re.compile(r"giay to(?:,? (?:van ban|tai lieu))? (?:can|gui|(?:co )?lien quan|ma (?:ban|minh))\b")
_NOTE = re.compile(r"(?:so luong ho so|luu y|ghi chu)\b")
_ALSO_PLAIN_WORDS = {"giấy chứng minh"}  # "giấy chứng minh tình trạng hôn nhân" is no identity card
_OF_ONE_KIND = re.compile(r"\bgiay to, (?:tai lieu|van ban|chung tu)(?= chung minh)")
_ONE_OF = re.compile(r"(?:nop|xuat trinh|ban sao|co|chung thuc|cong chung|hop le|[ :,])*mot (?:trong|giay to|loai)\b")
_GENERIC = re.compile(r"giay to (?:tuy than|chung minh|khac|phap ly)|mot trong|giay to")
_CONDITION = re.compile(
    r"\b(?:neu|truong hop|tru khi|tru truong hop|chi khi|doi voi|chi can khi"
    r"|khi(?! (?:\w+ ){0,2}nop (?:truc tiep|truc tuyen|giay|ho so|don)| nop .{0,20}buu chinh))\b"
)
_OF_GROUPS = frozenset(
    re.findall(
        r"\w+",
        "giay to chung tu ho so thanh phan phai can nop xuat trinh gom bao co cac loai sau day khi kem theo ban chinh sao bo mot 01 1 "
        "luong nhung la de moi nguoi",
    )
)
_FORMS = re.compile(
    r"(?:don|to khai|mau|giay de nghi|phieu de nghi|ban khai|van ban de nghi|thong bao|danh sach|cong van|bao cao|de nghi)\b"
)
_LONGEST = 1_200  # characters of a line that are read


def matches(document: Document, paper: Paper) -> Match:
    """Tell whether `document` asks for `paper`."""
    line = _plain(document)
    heads = _heads(line)
    begins = [any(_begins(piece, words) for words in paper.records) for piece in heads]
    if any(begins):
        others = [piece for piece, own in zip(heads, begins, strict=True) if not own and _A_PAPER.match(piece)]
        first = begins[0] or _A_PAPER.match(heads[0])
        return "sure" if first and (not others or _is_choice(line)) else "perhaps"
    if any(_begins(piece, words) for piece in (*heads, _named(line)) for words in paper.perhaps):
        return "perhaps"
    if any(piece in _OPEN and fold(paper.name).startswith(piece) for piece in heads) or _ANY_PAPER.match(_named(line)):
        return "perhaps"
    return "perhaps" if mentions(document.name, paper) and not _OTHER_HEADS.match(heads[0] if heads else "") else "no"


def _is_choice(line: str) -> bool:
    """Tell whether one of the papers a folded line names is enough: "hoặc", "một trong", and no "và" among them."""
    if _ONE_OF.match(line):
        return True
    told = " ".join(_parts(line))
    if ";" in told.strip(" ;") or ("," in told and any(_OTHER_HEADS.match(piece) or _CURRICULUM.match(piece) for piece in _heads(line))):
        return False  # "sơ yếu lý lịch, bản sao căn cước hoặc hộ chiếu": both are asked for
    return bool(re.search(r"\bhoac\b|/", told)) and not re.search(r"\bva\b(?! cong nghe)", told)


def mentions(text: str, paper: Paper) -> bool:
    """Tell whether `text` of a record speaks of `paper` anywhere, by one of its names of two syllables or more, with accents."""
    read = normalize(text).lower()
    return any(_stands_in(name, read) for name in paper.written - _ALSO_PLAIN_WORDS if " " in name)


def _stands_in(name: str, text: str) -> bool:
    at = text.find(name)
    while at >= 0:
        if not text[at - 1 : at].isalnum() and not text[at + len(name) : at + len(name) + 1].isalnum():
            return True
        at = text.find(name, at + 1)
    return False


def is_note(document: Document) -> bool:
    """Tell whether the line is a remark of the record ("Lưu ý: ...") and no paper."""
    return bool(_NOTE.match(_MARK.sub("", _plain(document))))


def is_conditional(document: Document) -> bool:
    """Tell whether the line itself says that it is needed in some cases only; a way of handing in is no such case."""
    text = fold(_MARK.sub("", document.name[:_LONGEST]))
    label = _LABEL.match(text)
    other = label is not None and not _HANDING.search(label["label"]) and not _names_paper(label["label"])
    return other or bool(_CONDITION.search(text)) or "(neu co)" in text


def _names_paper(label: str) -> bool:
    return bool(
        re.match(r"(?:giay|ban|the|so|don|to khai|hop dong|anh|van ban|tai lieu|bang|chung tu)\b", _LEADING.sub("", label, count=1))
    )


def names_group(name: str) -> bool:
    """Tell whether the name of a case only heads a list: "Giấy tờ phải nộp", "Thành phần hồ sơ gồm"."""
    text = _MARK.sub("", fold(name))
    handed = _HANDING.match(text) and not re.search(r"\b(?:doi voi|truong hop|neu|khi)\b", text)
    return bool(handed) or set(re.findall(r"\w+", text)) <= _OF_GROUPS


def phrase(document: Document) -> str | None:
    """Return how the line names its paper, folded, where a person may say just that: three to nine syllables."""
    heads = _heads(_plain(document))
    return heads[0] if heads and 3 <= len(heads[0].split()) <= 9 else None


def _plain(document: Document) -> str:
    return _OF_ONE_KIND.sub("giay to", fold(tidy.unmarked(document.name[:_LONGEST])))


def _named(line: str) -> str:
    """Return a folded line from where it names its paper."""
    text = _MARK.sub("", line)
    label = _LABEL.match(text)
    return _LEADING.sub("", text[label.end() :] if label and not _names_paper(label["label"]) else text, count=1)


def _parts(line: str) -> list[str]:
    """Return the parts of a folded line that name papers: before it describes them, in brackets, behind a colon."""
    named = _named(line)
    listed = _STOP.split(named, maxsplit=1)[0]
    within = [found for found in _WITHIN.findall(line) if "hoac" in found and _GENERIC.match(listed)]
    if _GENERIC.match(listed) and (label := _LABEL.match(named)):
        within.append(_STOP.split(named[label.end() :], maxsplit=1)[0])
    return [listed, *within]


def _heads(line: str) -> list[str]:
    """Return the papers that a folded line names before it describes them."""
    pieces = [piece for part in _parts(line) for piece in _PIECES.split(part)]
    told = [stripped for piece in pieces if (stripped := _LEADING.sub("", piece.strip(), count=1).strip(" .:-"))]
    return told[:1] if told and _FORMS.match(told[0]) else told


def _begins(piece: str, words: str) -> bool:
    return piece.startswith(words) and not piece[len(words) : len(words) + 1].isalnum()
