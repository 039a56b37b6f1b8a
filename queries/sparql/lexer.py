"""Take SPARQL text apart into tokens, with their places, and never fail.

Two things need to know where a word stands in a query without parsing it: binding a parameter (only a
variable token may be replaced, never the same letters in a string, a comment or an IRI) and refusing
`SERVICE` and `LOAD`. This is not a parser: it accepts any text, and what it cannot name it calls `unknown`.
The grammar is SPARQL 1.1 section 19.8 (terminals) with the triple-term brackets of 1.2.

One place is ambiguous without a parser: in `?a<?b&&?c>?d` the terminals allow an IRI from `<` to `>`. As the
grammar's longest match says, it is an IRI here; write spaces around comparisons.
"""

import re
from collections.abc import Iterator
from enum import StrEnum
from typing import NamedTuple


class Kind(StrEnum):
    """What a token is."""

    COMMENT = "comment"
    IRI = "iri"
    NAME = "name"  # a prefixed name, with its colon
    BLANK = "blank"
    VARIABLE = "variable"
    STRING = "string"
    LANGUAGE = "language"
    NUMBER = "number"
    WORD = "word"  # a keyword or a function's name, in any case
    PUNCTUATION = "punctuation"
    UNKNOWN = "unknown"


class Token(NamedTuple):
    """A piece of the text: `text == source[start:end]`; offsets are code points."""

    kind: Kind
    text: str
    start: int
    end: int

    @property
    def word(self) -> str:
        """The keyword in upper case, or an empty string for any other kind of token."""
        return self.text.upper() if self.kind is Kind.WORD else ""

    @property
    def variable(self) -> str:
        """The variable's name without its mark, or an empty string for any other kind of token."""
        return self.text[1:] if self.kind is Kind.VARIABLE else ""


_BASE = (
    "A-Za-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u02ff\u0370-\u037d\u037f-\u1fff\u200c-\u200d\u2070-\u218f"
    "\u2c00-\u2fef\u3001-\ud7ff\uf900-\ufdcf\ufdf0-\ufffd\U00010000-\U000effff"
)
_CHARS = _BASE + r"_0-9\-\u00b7\u0300-\u036f\u203f-\u2040"
_VARNAME = rf"[{_BASE}_0-9][{_BASE}_0-9\u00b7\u0300-\u036f\u203f-\u2040]*+"
_PLX = r"%[0-9A-Fa-f]{2}|\\[_~.\-!$&'()*+,;=/?#@%]"
_UCHAR = r"\\u[0-9A-Fa-f]{4}|\\U[0-9A-Fa-f]{8}"
"""An escape of a code point. The engine resolves it in IRIs and strings, so no token may end at it there."""
_BACK = "(?!)"
"""Never matches. As the last choice of a repeated group it puts the place back to where the group began: until Python
3.11.5 what a possessive group had read before it failed stayed read."""

# Possessive quantifiers throughout: no text makes the expression go back over what it has read.
_TOKEN = re.compile(
    "|".join(
        f"(?P<{name}>{pattern})"
        for name, pattern in {
            "comment": r"#[^\r\n]*+",
            "string": r'"""(?:"{0,2}(?:[^"\\]|\\.))*+"""'
            r"|'''(?:'{0,2}(?:[^'\\]|\\.))*+'''"
            r'|"(?!"")(?:[^"\\\r\n]|\\.)*+"'
            r"|'(?!'')(?:[^'\\\r\n]|\\.)*+'",
            "iri": rf'<(?:[^<>"{{}}|^`\\\x00-\x20]|{_UCHAR}|{_BACK})*+>',
            "variable": rf"[?$]{_VARNAME}",
            "blank": rf"_:[{_BASE}_0-9](?:[{_CHARS}]|\.++(?=[{_CHARS}])|{_BACK})*+",
            "name": rf"(?:[{_BASE}](?:[{_CHARS}]|\.++(?=[{_CHARS}])|{_BACK})*+)?:"
            rf"(?:(?:[{_BASE}_:0-9]|{_PLX})(?:[{_CHARS}:]|{_PLX}|\.++(?=[{_CHARS}:%\\])|{_BACK})*+)?",
            "number": r"(?:[0-9]++\.?[0-9]*+|\.[0-9]++)[eE][+-]?[0-9]++|[0-9]*+\.[0-9]++|[0-9]++",
            "language": rf"@[A-Za-z]++(?:--?[A-Za-z0-9]++|{_BACK})*+",
            "word": rf"[{_BASE}_][{_BASE}_0-9]*+",
            "punctuation": r"\^\^|&&|\|\||!=|<=|>=|<<\(?|\)?>>|\{\||\|\}|[{}()\[\],;.=<>!+*/|^?$~-]",
            "unknown": r"[^\s]",
        }.items()
    ),
    re.DOTALL,
)
_KINDS = {kind.value: kind for kind in Kind}
_ESCAPE = re.compile(r"\\(?:u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8}))")


def tokenise(text: str) -> Iterator[Token]:
    """Yield the tokens of `text` in order; white space is left out.

    >>> [str(t.kind) for t in tokenise('SELECT ?s { ?s :p "SERVICE" } # end')]
    ['word', 'variable', 'punctuation', 'variable', 'name', 'string', 'punctuation', 'comment']
    """
    for match in _TOKEN.finditer(text):
        yield Token(_KINDS[match.lastgroup or "unknown"], match.group(), match.start(), match.end())


def unescape(text: str) -> str:
    r"""Resolve the code point escapes (`\u0053`) that SPARQL 1.1 section 19.2 allows anywhere in a query.

    An escape that names no character (a surrogate, or beyond U+10FFFF) stays as it is: the parser refuses it.
    """

    def character(match: re.Match[str]) -> str:
        code = int(match.group(1) or match.group(2), 16)
        return match.group() if code > 0x10FFFF or 0xD800 <= code <= 0xDFFF else chr(code)

    return _ESCAPE.sub(character, text) if "\\" in text else text
