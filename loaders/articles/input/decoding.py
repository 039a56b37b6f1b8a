"""Decode the bytes of a text: UTF-8 and UTF-16, what is declared, and encodings from before Unicode that can be told.

What had to be guessed is said. Vietnamese is told by its syllables: a wrong encoding spells none. Russian is told by
words that have their capitals in front: encodings that share their small letters differ there.
"""

import codecs
import re
import unicodedata
from functools import cache
from typing import Final

from graph.errors import InputError
from loaders.articles.lexicons import read_yaml
from loaders.articles.mentions.vietnamese_names import is_syllable

_BOMS: Final = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_RUSSIAN: Final = ("cp1251", "koi8_r", "cp866", "iso8859_5", "mac_cyrillic")
_OTHERS: Final = ["cp1252", "latin_1", "mac_roman"]
_CHARSET: Final = re.compile(
    rb"<meta[^>]{0,200}charset\s*=\s*[\"']?([A-Za-z0-9_.:-]{2,40})"
    rb"|^\s{0,100}<\?xml[^>]{0,200}encoding\s*=\s*[\"']([A-Za-z0-9_.:-]{2,40})",
    re.IGNORECASE,
)
_ASCII_TWICE: Final = frozenset({"utf-7", "iso2022_jp", "hz"})
"""Encodings that write other letters in ASCII."""
_MARKED: Final = frozenset("àảãáạăằẳẵắặâầẩẫấậèẻẽéẹêềểễếệìỉĩíịòỏõóọôồổỗốộơờởỡớợùủũúụưừửữứựỳỷỹýỵđ")
_SPELLED: Final = 0.8
"""Share of words that must be Vietnamese syllables for an encoding of Vietnamese to be the one."""


def decode(name: str, content: bytes, declared: str | None = None) -> tuple[str, str | None]:
    """Decode text; return it with a note where the encoding was detected, or is another than the one `declared`.

    Raises InputError for what is no text.
    """
    for bom, encoding in _BOMS:
        if content.startswith(bom):
            try:
                return content.decode(encoding), None
            except UnicodeDecodeError as error:
                raise InputError(f"{name}: damaged {encoding} text ({error.reason})") from error
    if b"\0" in content[:4096]:
        return _without_bom(name, content)
    said = _codec(declared)
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as error:
        if said and said != "utf-8" and (found := _as_declared(name, content, said)):
            return found
        if _is_utf8_so_far(content, error.start) or _is_mostly_utf8(content):
            raise InputError(
                f"{name}: damaged UTF-8 text, at byte {error.start:,}; save it again as UTF-8"
            ) from error
    else:
        # Letters of another encoding do not make UTF-8 by accident.
        wrong = said and said != "utf-8" and not text.isascii()
        if said and text.isascii() and not wrong:
            return (content.decode(said) if said in _ASCII_TWICE else text), None
        return text, f"{name}: read as UTF-8, though it declares {declared}" if wrong else None
    if sum(byte < 32 and byte not in b"\t\n\r\f" for byte in content[:4096]) * 50 > len(content[:4096]):
        raise InputError(f"{name}: binary, not text")
    if found := _vietnamese(content) or _russian(content):
        text, encoding = found
        return text, f"{name}: read as {encoding}, which was detected"
    return _by_statistics(name, content)


def decode_page(name: str, content: bytes, declared: str | None = None) -> tuple[str, str | None]:
    """Decode a page of HTML, by the encoding that it declares if it is right about that.

    `declared` is what the message around the page says, which counts before the page's own words.
    """
    if declared is None and (told := _CHARSET.search(content[:4096])):
        declared = (told[1] or told[2]).decode("ascii")
    return decode(name, content, declared)


def _codec(declared: str | None) -> str | None:
    try:
        return codecs.lookup(declared).name if declared else None
    except LookupError:
        return None


def _as_declared(name: str, content: bytes, said: str) -> tuple[str, str | None] | None:
    """Decode what declares an encoding from before Unicode; another counts where it alone spells words."""
    try:
        text = content.decode(said)
    except (UnicodeDecodeError, UnicodeError):
        return None
    if (found := _vietnamese(content)) and found[1] != "windows-1258":
        return found[0], f"{name}: read as {found[1]}, though it declares {said}"
    if said == "cp1258":
        return _cp1258(content), None
    if (found := found or _russian(content)) and found[1] != said and _russian_share(text) < _SPELLED:
        return found[0], f"{name}: read as {found[1]}, though it declares {said}"
    return text, None


def _without_bom(name: str, content: bytes) -> tuple[str, str | None]:
    """UTF-16 that does not say which it is has its zeros at every second byte."""
    sample = content[: 4096 - 4096 % 2]
    even, odd = sample[0::2].count(0), sample[1::2].count(0)
    if min(even, odd) == 0 and max(even, odd) * 20 > len(sample) // 2 and len(content) % 2 == 0:
        encoding = "utf-16-be" if even else "utf-16-le"
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            text = ""
        if text and sum(c.isprintable() or c.isspace() for c in text[:4000]) > 0.98 * len(text[:4000]):
            return text, f"{name}: read as {encoding}, which was detected"
    raise InputError(f"{name}: binary, not text")


def _is_utf8_so_far(content: bytes, stop: int) -> bool:
    """Whether the text before a damaged byte is UTF-8 with more than a few letters beyond ASCII."""
    return sum(ord(c) > 127 for c in content[:stop].decode("utf-8")) > 20


def _is_mostly_utf8(content: bytes) -> bool:
    """Whether more letters beyond ASCII are whole than bytes are none: other encodings make such letters by accident,
    one here and there.
    """
    text = content.decode("utf-8", "surrogateescape")
    broken = sum("\udc80" <= c <= "\udcff" for c in text)
    return max(2, broken + 1) <= sum(not c.isascii() for c in text) - broken


def _vietnamese(content: bytes) -> tuple[str, str] | None:
    """Return the text in the encoding of Vietnamese that spells Vietnamese, with its name."""
    best: tuple[float, str, str] = (0.0, "", "")
    for encoding, read in (("windows-1258", _cp1258), ("TCVN3", _tcvn3), ("VNI", _vni)):
        text = read(content)
        best = max(best, (_syllables(text), text, encoding))
    return (best[1], best[2]) if best[0] >= _SPELLED else None


def _syllables(text: str) -> float:
    """Return the share of words that are Vietnamese syllables, of those with letters beyond ASCII and all others."""
    words = [w.lower() for w in re.findall(r"[^\W\d_]{2,}", _sample(text))]
    marked = [w for w in words if not w.isascii()]
    if len(marked) < 10:
        return 0.0
    right = sum(all(c.isascii() or c in _MARKED for c in w) and is_syllable(w) for w in marked)
    return right / len(marked)


def _sample(text: str) -> str:
    """Return the beginning of what is not ASCII: a page may begin with pages of programs."""
    first = next((m.start() for m in re.finditer(r"[^\x00-\x7f]", text)), 0)
    return text[max(0, first - 200) : first + 20_000]


def respelled(text: str) -> tuple[str, str] | None:
    """Return the text whose letters a font of before Unicode printed, and the name of its encoding, or None.

    Word and PDF keep such texts as Latin letters: `NguyÔn` in TCVN3 for `Nguyễn`.
    """
    if text.isascii() or _syllables(text) > 0.5:
        return None
    best: tuple[float, str, str] = (0.0, "", "")
    for encoding, read in (("TCVN3", text.translate(_tcvn3_table())), ("VNI", _vni_letters_of(text))):
        best = max(best, (_syllables(read), read, encoding))
    return (best[1], best[2]) if best[0] >= _SPELLED else None


def _cp1258(content: bytes) -> str:
    return unicodedata.normalize("NFC", content.decode("cp1258", "replace"))


def _tcvn3(content: bytes) -> str:
    return content.decode("latin-1").translate(_tcvn3_table())


@cache
def _tcvn3_table() -> dict[int, str]:
    table = read_yaml("legacy_encodings.yaml")["tcvn3"]
    return dict(zip(bytes.fromhex(table["bytes"]), table["letters"], strict=True))


_TONES: Final = "\u0301\u0300\u0309\u0303\u0323"


def _vni(content: bytes) -> str:
    return _vni_letters_of(content.decode("cp1252", "replace"))


def _vni_letters_of(text: str) -> str:
    return _vni_pattern().sub(lambda m: _vni_letters()[m[0]], text)


@cache
def _vni_letters() -> dict[str, str]:
    """Letters of VNI, one or two characters of Windows-1252 each, in both cases."""
    table = read_yaml("legacy_encodings.yaml")["vni"]
    found = dict(table["whole"])
    for vowel in "aeouy":
        found |= {vowel + mark: vowel + tone for mark, tone in zip(table["tones"], _TONES, strict=True)}
    for whole in "ôö":
        vowel = table["whole"][whole]
        found |= {whole + mark: vowel + tone for mark, tone in zip(table["tones"], _TONES, strict=True)}
    for kind, vowels, above in (("circumflex", "aeo", "\u0302"), ("breve", "a", "\u0306")):
        marks = table[kind]
        for vowel in vowels:
            found[vowel + marks["bare"]] = vowel + above
            found |= {
                vowel + mark: vowel + above + tone for mark, tone in zip(marks["tones"], _TONES, strict=True)
            }
    letters = {k: unicodedata.normalize("NFC", v) for k, v in found.items()}
    capitals = {k.upper(): v.upper() for k, v in letters.items()}
    mixed = {k[0].upper() + k[1:]: v.upper() for k, v in letters.items()}
    return mixed | capitals | letters


@cache
def _vni_pattern() -> re.Pattern[str]:
    return re.compile("|".join(sorted(map(re.escape, _vni_letters()), key=len, reverse=True)))


_WORD: Final = re.compile(r"(?<![^\s\"'(«„“№-])[А-ЯЁ]?[а-яё]+(?![^\s\"').,:;!?»“”…-])|[А-ЯЁ]+(?![а-яё])")


def _russian(content: bytes) -> tuple[str, str] | None:
    """Return the text in the encoding of Russian that makes words of it, with its name."""
    best: tuple[float, str, str] = (0.0, "", "")
    for encoding in _RUSSIAN:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if (share := _russian_share(text)) > best[0]:
            best = (share, text, encoding)
    return (best[1], best[2]) if best[0] >= _SPELLED else None


def _russian_share(text: str) -> float:
    """Return the share of letters beyond ASCII that are in words of Russian, as their capitals tell."""
    sample = _sample(text)
    beyond = sum(ord(c) > 127 for c in sample)
    spelled = sum(len(m[0]) for m in _WORD.finditer(sample) if not m[0].isupper() or len(m[0]) < 9)
    return spelled / beyond if beyond > 40 else 0.0


def _by_statistics(name: str, content: bytes) -> tuple[str, str | None]:
    from charset_normalizer import from_bytes  # noqa: PLC0415

    best = from_bytes(content[:200_000], cp_isolation=_OTHERS).best()
    if best is None:
        raise InputError(f"{name}: neither UTF-8 nor any other encoding that could be told; save it as UTF-8")
    try:
        return content.decode(best.encoding), f"{name}: read as {best.encoding}, which was detected"
    except UnicodeDecodeError as error:
        raise InputError(f"{name}: neither UTF-8 nor {best.encoding} throughout; save it as UTF-8") from error
