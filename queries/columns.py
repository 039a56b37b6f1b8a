"""What the columns of the catalogue's answers are called, in English and Vietnamese.

A variable means the same in every query, so its heading stands here once. `xName` beside `x` is the name of `x`.
"""

from collections.abc import Mapping
from typing import Final

from queries.header import Bilingual

_WORDS: Final[Mapping[str, tuple[str, str]]] = {
    "addressee": ("addressed to", "gửi tới"),
    "after": ("after the change", "sau thay đổi"),
    "agent": ("who", "ai"),
    "agreement": ("agreement", "mức khớp"),
    "asOf": ("as of", "tính đến"),
    "asOfEnd": ("as of, until", "tính đến, cuối khoảng"),
    "at": ("place", "địa điểm"),
    "basis": ("decided by", "theo văn bản"),
    "before": ("before the change", "trước thay đổi"),
    "begins": ("begins", "bắt đầu"),
    "body": ("body", "tổ chức"),
    "by": ("by", "người phát biểu"),
    "candidate": ("may mean", "có thể là"),
    "change": ("change", "việc thay đổi"),
    "citation": ("citation", "trích dẫn"),
    "citations": ("citations", "số trích dẫn"),
    "citedOn": ("cited on", "ngày trích dẫn"),
    "citing": ("cited in", "bên trích dẫn"),
    "claim": ("claim", "khẳng định"),
    "claims": ("claims", "số khẳng định"),
    "class": ("kind", "loại"),
    "conflict": ("what contradicts", "loại mâu thuẫn"),
    "congress": ("congress", "đại hội"),
    "creator": ("made by", "bên lập"),
    "date": ("date", "ngày"),
    "document": ("document", "văn bản"),
    "elected": ("elected", "được bầu"),
    "election": ("election", "cuộc bầu cử"),
    "end": ("until", "đến"),
    "endedBy": ("ended by", "kết thúc chậm nhất"),
    "event": ("event", "sự kiện"),
    "exact": ("printed", "câu chữ in"),
    "first": ("earliest", "sớm nhất"),
    "firstAttested": ("first attested", "được nhắc lần đầu"),
    "firstCited": ("first cited", "được trích dẫn lần đầu"),
    "from": ("from", "từ"),
    "holding": ("how sure", "mức chắc chắn"),
    "identification": ("identification", "nhận diện"),
    "identifier": ("number", "số hiệu"),
    "in": ("in", "tại"),
    "inCyrillic": ("in Cyrillic", "chữ Kirin"),
    "inLatin": ("in Latin letters", "chữ Latinh"),
    "issuer": ("issuer", "cơ quan ban hành"),
    "kind": ("kind", "loại"),
    "languages": ("languages", "ngôn ngữ"),
    "lastAttested": ("last attested", "được nhắc lần cuối"),
    "lastDay": ("last day in effect", "ngày cuối còn hiệu lực"),
    "listedFirst": ("on the first day", "ngày đầu"),
    "listedLater": ("on the later day", "ngày sau"),
    "member": ("member", "thành viên"),
    "membership": ("membership", "tư cách thành viên"),
    "name": ("name", "tên"),
    "nameLanguage": ("language", "ngôn ngữ"),
    "object": ("value", "giá trị"),
    "on": ("rests on", "dựa trên"),
    "onBehalfOf": ("on behalf of", "thay mặt"),
    "one": ("one value", "giá trị thứ nhất"),
    "onePlace": ("its place", "chỗ thứ nhất"),
    "oneSource": ("its source", "nguồn thứ nhất"),
    "onlyHere": ("in this source only", "chỉ ở nguồn này"),
    "ordinal": ("ordinal", "thứ"),
    "original": ("original", "bản gốc"),
    "root": ("root", "bản gốc đầu tiên"),
    "other": ("other value", "giá trị kia"),
    "otherPlace": ("its place", "chỗ kia"),
    "otherSource": ("its source", "nguồn kia"),
    "parent": ("part of", "trực thuộc"),
    "part": ("part", "phần"),
    "period": ("period", "giai đoạn"),
    "person": ("person", "người"),
    "place": ("place", "địa điểm"),
    "position": ("no.", "số"),
    "post": ("post", "chức vụ"),
    "predicate": ("property", "thuộc tính"),
    "printed": ("printed as", "in là"),
    "programme": ("programme", "chương trình"),
    "property": ("property", "thuộc tính"),
    "published": ("published", "ngày đăng"),
    "publisher": ("publisher", "nơi xuất bản"),
    "reason": ("because", "vì"),
    "recommendation": ("recommendation", "kiến nghị"),
    "recommendations": ("recommendations", "số kiến nghị"),
    "refersTo": ("refers to", "nhắc đến"),
    "relation": ("relation", "quan hệ"),
    "replaced": ("replaced document", "văn bản bị thay thế"),
    "replacement": ("replaced by", "văn bản thay thế"),
    "resolvedCitations": ("of one document", "chỉ rõ văn bản"),
    "role": ("role", "vai trò"),
    "since": ("since", "từ ngày"),
    "saidElsewhere": ("said elsewhere too", "nơi khác cũng nói"),
    "scope": ("holds", "phạm vi dùng"),
    "source": ("source", "nguồn"),
    "sourceLanguage": ("its language", "ngôn ngữ của nguồn"),
    "sources": ("sources", "nguồn"),
    "speech": ("speech", "bài phát biểu"),
    "standing": ("standing", "trạng thái hiện nay"),
    "start": ("since", "từ"),
    "statements": ("statements", "số phát biểu"),
    "status": ("status", "trạng thái"),
    "subject": ("about", "nói về"),
    "task": ("task", "nhiệm vụ"),
    "tenure": ("tenure", "thời gian giữ chức"),
    "term": ("term", "nhiệm kỳ"),
    "territory": ("territory", "địa bàn"),
    "textEnd": ("to character", "đến ký tự"),
    "textStart": ("from character", "từ ký tự"),
    "thing": ("what", "đối tượng"),
    "things": ("things", "số đối tượng"),
    "title": ("title", "tên gọi"),
    "titleLanguage": ("language of the title", "ngôn ngữ của tên gọi"),
    "type": ("type", "loại"),
    "url": ("address", "địa chỉ"),
    "value": ("value", "giá trị"),
    "what": ("what", "việc"),
    "which": ("which", "những đối tượng nào"),
    "with": ("with", "cùng với"),
    "witness": ("witness", "nguồn độc lập"),
    "witnesses": ("witnesses", "số nguồn độc lập"),
    "wording": ("wording", "câu chữ"),
    "yearsLater": ("years later", "số năm sau"),
}

HEADINGS: Final[Mapping[str, Bilingual]] = {
    variable: Bilingual(en=en, vi=vi) for variable, (en, vi) in _WORDS.items()
}
"""The heading of each variable."""


def heading(variable: str, language: str) -> str:
    """Return what a column is called in a language; a variable that no heading is known for is spelt out in words.

    >>> heading("firstAttested", "vi")
    'được nhắc lần đầu'
    >>> heading("personName", "en")
    'person, name'
    >>> heading("numberOfThings", "en")
    'number of things'
    """
    if variable in HEADINGS:
        return HEADINGS[variable].in_language(language)
    named = variable.removesuffix("Name")
    if named != variable and named in HEADINGS:
        return Bilingual(en=f"{HEADINGS[named].en}, name", vi=f"{HEADINGS[named].vi}, tên").in_language(
            language
        )
    return "".join(f" {c.lower()}" if c.isupper() else c for c in variable).replace("_", " ").strip()
