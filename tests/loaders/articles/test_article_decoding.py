"""Bytes are decoded by what they say of themselves, or by what they spell; what was guessed is said."""

import unicodedata
from pathlib import Path

import pytest

from graph.errors import InputError
from loaders.articles.input.decoding import decode, decode_page
from loaders.articles.input.mended import mended

VIETNAMESE = (
    "Liên hiệp các tổ chức hữu nghị tỉnh Lào Cai đã ký giao ước thi đua; ông Đỗ Văn Tĩnh được bầu giữ chức Chủ tịch. "
    "Hội nghị thống nhất phối hợp với Sở Ngoại vụ, vận động viện trợ phi chính phủ nước ngoài."
)
RUSSIAN = (
    "Союз организаций дружбы провинции провел конференцию о задачах народной дипломатии на будущий год. " * 4
)


def tcvn3(text: str) -> bytes:
    """Encode by the published table of TCVN 5712:1993, third form, whose lower-case letters stand for capitals too."""
    table = dict(
        zip(
            "àảãáạăằẳẵắặâầẩẫấậèẻẽéẹêềểễếệìỉĩíịòỏõóọôồổỗốộơờởỡớợùủũúụưừửữứựỳỷỹýỵđĐ",
            bytes.fromhex(
                "b5b6b7b8b9a8bbbcbdbec6a9c7c8c9cacbcccecfd0d1aad2d3d4d5d6d7d8dcdddedfe1e2e3e4abe5e6e7e8e9aceaebecedee"
                "eff1f2f3f4adf5f6f7f8f9fafbfcfdfeaea7"
            ),
            strict=True,
        )
    )
    return b"".join(bytes([table[c]]) if c in table else c.encode("ascii", "replace") for c in text)


def test_vietnamese_of_before_unicode_is_read_and_said() -> None:
    text, note = decode("old.txt", tcvn3(VIETNAMESE))
    assert text == VIETNAMESE
    assert note == "old.txt: read as TCVN3, which was detected"


def test_vni_writes_its_marks_after_the_vowels() -> None:
    """Two letters of Windows-1252 for one: "Hoäi nghò" is "Hội nghị"."""
    old = (
        "Ñaïi hoäi ñaïi bieåu Lieân hieäp caùc toå chöùc höõu nghò tænh, nhieäm kyø 2019. "
        "Hoäi nghò thoáng nhaát phöông höôùng, nhieäm vuï coâng taùc ñoái ngoaïi nhaân daân."
    )
    text, note = decode("old.txt", old.encode("cp1252"))
    assert text.startswith(
        "Đại hội đại biểu Liên hiệp các tổ chức hữu nghị tỉnh, nhiệm kỳ 2019. Hội nghị thống nhất"
    )
    assert note == "old.txt: read as VNI, which was detected"


def test_windows_1258_is_composed() -> None:
    pieces = []
    for char in VIETNAMESE:
        base, *marks = unicodedata.normalize("NFD", char)
        tones = [m for m in marks if m in "\u0300\u0301\u0303\u0309\u0323"]
        whole = unicodedata.normalize("NFC", base + "".join(m for m in marks if m not in tones))
        pieces.append(whole + "".join(tones))
    text, note = decode("old.txt", "".join(pieces).encode("cp1258"))
    assert text == VIETNAMESE
    assert note
    assert "windows-1258" in note


@pytest.mark.parametrize("encoding", ["koi8_r", "cp1251", "cp866", "iso8859_5", "mac_cyrillic"])
def test_russian_of_before_unicode_is_read_and_said(encoding: str) -> None:
    text, note = decode("old.txt", RUSSIAN.encode(encoding))
    assert text == RUSSIAN
    assert note == f"old.txt: read as {encoding}, which was detected"


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_utf16_is_known_without_its_mark(encoding: str) -> None:
    assert decode("a.txt", VIETNAMESE.encode(encoding)) == (
        VIETNAMESE,
        f"a.txt: read as {encoding}, which was detected",
    )


def test_damaged_utf8_is_no_other_encoding_and_says_where() -> None:
    with pytest.raises(InputError, match=r"damaged UTF-8 text, at byte 279; save it again") as error:
        decode("a.txt", VIETNAMESE.encode() + b"\xe0\xff and more")
    assert len(VIETNAMESE.encode()) == 279
    assert "\n" not in str(error.value)


@pytest.mark.parametrize(
    "text", ["Phạm Văn Một, Chủ tịch", "Председатель Союза", "président à l’étranger, été"]
)
def test_a_short_text_with_a_damaged_letter_is_utf8_too(text: str) -> None:
    """A table has few words; in another encoding they would be other names."""
    with pytest.raises(InputError, match="damaged UTF-8 text"):
        decode("a.csv", b"name,source\n" + text.encode() + b"\x81,x\n")


@pytest.mark.parametrize("content", [bytes(range(256)) * 8, b"\xff\xd8\xff\xe0" + bytes(range(1, 256)) * 9])
def test_what_is_no_text_is_binary(content: bytes) -> None:
    with pytest.raises(InputError, match="binary, not text"):
        decode("a.txt", content)


def test_a_page_is_read_by_the_encoding_it_declares_unless_it_lies() -> None:
    page = f'<html><head><meta charset="windows-1251"></head><body>{RUSSIAN}</body></html>'
    assert decode_page("a.html", page.encode("cp1251")) == (page, None)
    lying = page.replace("windows-1251", "utf-8")
    assert decode_page("a.html", lying.encode("cp1251"))[0] == lying


def test_what_a_page_declares_is_checked_against_what_it_spells() -> None:
    page = '<html><head><meta charset="{}"></head><body>{}</body></html>'
    for declared, text in (("iso-8859-1", VIETNAMESE), ("windows-1251", RUSSIAN), ("us-ascii", VIETNAMESE)):
        made = page.format(declared, text)
        assert decode_page("a", made.encode()) == (made, f"a: read as UTF-8, though it declares {declared}")
    made = page.format("windows-1251", RUSSIAN)
    assert decode_page("a", made.encode("koi8_r")) == (made, "a: read as koi8_r, though it declares cp1251")
    old = page.format("windows-1252", "").encode().replace(b"<body>", b"<body>" + tcvn3(VIETNAMESE))
    text, note = decode_page("a", old)
    assert VIETNAMESE in text and note == "a: read as TCVN3, though it declares cp1252"
    french = page.format("iso-8859-1", "Le congrès a été réuni à Huế".replace("ế", "é"))
    assert decode_page("a", french.encode("latin-1")) == (french, None)


@pytest.mark.parametrize("encoding", ["cp1252", "cp1251", "latin-1"])
@pytest.mark.parametrize("text", [VIETNAMESE, RUSSIAN, f"Le congrès a été réuni à Huế : {VIETNAMESE[:20]}"])
def test_letters_that_were_encoded_twice_are_restored_and_said(text: str, encoding: str) -> None:
    twice = "".join(bytes([b]).decode(encoding, "ignore") or chr(b) for b in text.encode())
    assert mended("a", f"{twice}\nplain line") == (
        f"{text}\nplain line",
        "a: 1 line was encoded twice; its letters were restored",
    )


def test_letters_of_fonts_of_before_unicode_are_restored_and_said() -> None:
    text, note = mended("a", tcvn3(VIETNAMESE).decode("latin-1"))
    assert text == VIETNAMESE and note == "a: read as TCVN3, an encoding by fonts, which was detected"


def test_texts_that_are_right_are_not_mended(texts: Path) -> None:
    made = [path.read_text("utf-8") for path in (Path(__file__).parent / "made").glob("*.txt")]
    reports = [path.read_text("utf-8") for path in texts.glob("*.txt")]
    for text in (*made, *reports, VIETNAMESE.upper(), RUSSIAN, "ĐÃ HỌP Ở À Â Ã", "Voilà « ça » : naïveté"):
        assert mended("a", text) == (text, None)
