r"""XPath's regular expressions, as SPARQL's REGEX and REPLACE take them, written as the engine's are.

The engine (Rust's regex crate, which needs linear time for any pattern) reads another dialect: `\w` and `\s` mean
other characters, `.` a carriage return too, `\i` and `\c` nothing, `[a-z-[aeiou]]` a union, `x` makes `#` begin a
comment; and `$1_` in a replacement is a group called `1_`. What XPath and XQuery Functions 3.1 (sections 5.6 and 5.6.4)
say and the engine can do is translated here. Not to be had are back-references within a pattern and the names of blocks
(`\p{IsLatin-1Supplement}`; `\p{IsThai}` is the script); what the engine understands beyond XPath (`\b`, `(?i)`) stays
as it is.
"""

import re
from collections.abc import Callable
from functools import lru_cache, partial
from typing import Any, Final, TypeVar

from pyoxigraph import Literal, QuerySolutions, Store

_START: Final = (
    r":A-Z_a-z\x{C0}-\x{D6}\x{D8}-\x{F6}\x{F8}-\x{2FF}\x{370}-\x{37D}\x{37F}-\x{1FFF}\x{200C}-\x{200D}"
    r"\x{2070}-\x{218F}\x{2C00}-\x{2FEF}\x{3001}-\x{D7FF}\x{F900}-\x{FDCF}\x{FDF0}-\x{FFFD}\x{10000}-\x{EFFFF}"
)
_NAME: Final = _START + r"\-.0-9\x{B7}\x{300}-\x{36F}\x{203F}-\x{2040}"
_SETS: Final = {
    "s": r"[ \t\n\r]",
    "S": r"[^ \t\n\r]",
    "w": r"[^\p{P}\p{Z}\p{C}]",
    "W": r"[\p{P}\p{Z}\p{C}]",
    "i": f"[{_START}]",
    "I": f"[^{_START}]",
    "c": f"[{_NAME}]",
    "C": f"[^{_NAME}]",
}
_SPACE: Final = " \t\n\r"
_NO_LINE_END: Final = r"[^\n\r]"
"""What `.` matches without the flag `s`; the engine's matches a carriage return too."""
_WITHIN: Final = re.compile(r"\(\?(?=[a-zA-Z]*?s)[a-zA-Z-]*+[:)]")
"""The flag `s` in a pattern, which the engine understands beyond XPath: `.` stays what it is then."""
_SPECIAL: Final = frozenset("&~[")
"""Characters that mean something inside the engine's classes and nothing inside XPath's."""


_KEPT: Final = 256
_SHORT: Final = 500
_Option = TypeVar("_Option")
_Answer = TypeVar("_Answer")


class BadPattern(ValueError):
    """A pattern, its flags or a replacement that XPath calls an error."""


def translate_pattern(pattern: str, flags: str = "") -> str:
    r"""Return a pattern of XPath as the engine reads it, with the flags of `translate_flags`.

    >>> translate_pattern("[a-z-[aeiou]]"), translate_pattern(r"a b\s", "x")
    ('[[a-z]--[aeiou]]', 'ab[ \\t\\n\\r]')
    """
    return pattern if "q" in flags else _read(pattern, _reading(flags))[0]


def translate_flags(flags: str) -> str:
    """Return the flags that go with a translated pattern: white space was taken out of it already."""
    return flags.replace("x", "")


def translate_replacement(replacement: str, pattern: str, flags: str = "") -> str:
    r"""Return a replacement of XPath as the engine reads it.

    Raises BadPattern where the pattern matches nothing at all, or `$` or `\` stand where XPath allows none.

    >>> translate_replacement(r"$2_\$$13", "(a)(b)"), translate_replacement("$1", "x", "q")
    ('${2}_$$${1}3', '$$1')
    """
    if _matches_nothing(translate_pattern(pattern, flags), translate_flags(flags)):
        raise BadPattern("the pattern matches the empty text")
    if "q" in flags:
        return replacement.replace("$", "$$")
    _, groups = _read(pattern, _reading(flags))
    if re.fullmatch(r"(?:[^\\$]|\\[\\$]|\$[0-9])*+", replacement) is None:
        raise BadPattern("in a replacement, $ stands before a digit, and \\ before $ or \\")
    return re.sub(r"\\[\\$]|\$[0-9]+", partial(_replaced, groups=groups), replacement)


def _reading(flags: str) -> str:
    """The flags that change how a pattern is read."""
    return "".join(one for one in "sx" if one in flags)


def _replaced(match: re.Match[str], *, groups: int) -> str:
    text = match.group()
    if text[0] == "\\":
        return "$$" if text[1] == "$" else "\\"
    digits = text[1:]
    length = 1
    while length < len(digits) and digits[0] != "0" and int(digits[: length + 1]) <= groups:
        length += 1
    number = int(digits[:length])
    return (f"${{{number}}}" if number <= groups else "") + digits[length:]


def _kept(read: Callable[[str, _Option], _Answer]) -> Callable[[str, _Option], _Answer]:
    """Keep what was found of patterns that are short, as those are that a query names for every row."""
    known = lru_cache(_KEPT)(read)
    return lambda pattern, option: (known if len(pattern) <= _SHORT else read)(pattern, option)


class _Translator:
    """Reads a pattern once, from its beginning to its end."""

    def __init__(self, pattern: str, flags: str) -> None:
        self._text = pattern
        self._spaced = "x" in flags
        self._any = "." if "s" in flags or _WITHIN.search(pattern) else _NO_LINE_END
        self._at = 0
        self.groups = 0
        """How many groups were found so far."""

    def read(self) -> str:
        """Return the pattern as the engine reads it."""
        pieces = []
        while self._at < len(self._text):
            c = self._text[self._at]
            if c == "\\":
                pieces.append(self._escape())
            elif c == "[":
                pieces.append(self._class())
            else:
                if c == "(" and not re.match(r"\?(?!P?<\w)", self._text[self._at + 1 : self._at + 5]):
                    self.groups += 1
                self._at += 1
                if not (self._spaced and c in _SPACE):
                    pieces.append(self._any if c == "." else c)
        return "".join(pieces)

    def _escape(self) -> str:
        found = self._text[self._at : self._at + 2]
        self._at += 2
        return _SETS.get(found[1:], found)

    def _class(self) -> str:
        """Read a class, from its bracket to the one that closes it."""
        self._at += 1
        negated = self._text[self._at : self._at + 1] == "^"
        self._at += negated
        begins = self._at
        pieces = []
        less = ""
        while self._at < len(self._text) and (c := self._text[self._at]) != "]":
            if c == "\\":
                pieces.append(self._escape())
                continue
            following = self._text[self._at + 1 : self._at + 2]
            if c == "-" and following == "[":
                self._at += 1
                less = self._class()
                continue
            self._at += 1
            literal = c in _SPECIAL or (c == "-" and (following in ("]", "-") or self._at - 1 == begins))
            pieces.append(f"\\{c}" if literal else c)
        if self._at >= len(self._text):
            raise BadPattern("a class is not closed")
        self._at += 1
        made = f"[{'^' if negated else ''}{''.join(pieces)}]"
        return f"[{made}--{less}]" if less else made


@_kept
def _read(pattern: str, flags: str) -> tuple[str, int]:
    """A pattern as the engine reads it, and how many groups it has."""
    translator = _Translator(pattern, flags)
    return translator.read(), translator.groups


_NOTHING: Final = Store()


@_kept
def _matches_nothing(pattern: str, flags: str) -> bool:
    """Whether a pattern matches the empty text; asked of the engine, so that it is the engine's reading."""
    asked = f'ASK {{ FILTER(REGEX("", {Literal(pattern)}, {Literal(flags)})) }}'
    return bool(_NOTHING.query(asked))


def _text_of(term: Any) -> str:
    if isinstance(term, Literal) and term.language is None and term.datatype == Literal("").datatype:
        return term.value
    raise BadPattern("patterns, flags and replacements are texts without a language")


def pattern_term(pattern: Any, flags: Any = None) -> Literal:
    """`translate_pattern` for the engine."""
    return Literal(translate_pattern(_text_of(pattern), "" if flags is None else _text_of(flags)))


def flags_term(flags: Any) -> Literal:
    """`translate_flags` for the engine."""
    return Literal(translate_flags(_text_of(flags)))


def replace_term(text: Any, pattern: Any, replacement: Any, flags: Any = None) -> Any:
    """REPLACE by the standard, for the engine, where pattern or replacement are known only when they are computed."""
    options = "" if flags is None else _text_of(flags)
    given = (
        translate_pattern(_text_of(pattern), options),
        translate_replacement(_text_of(replacement), _text_of(pattern), options),
        translate_flags(options),
    )
    terms = ", ".join(str(term) for term in (text, *map(Literal, given)))
    answer = _NOTHING.query(f"SELECT (REPLACE({terms}) AS ?x) {{}}")
    assert isinstance(answer, QuerySolutions)
    return next(answer)["x"]
