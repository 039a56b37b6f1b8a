"""Take SPARQL text apart into tokens, with their places, and never fail.

Two things need to know where a word stands in a query without parsing it: binding a parameter (only a
variable token may be replaced, never the same letters in a string, a comment or an IRI) and refusing
`SERVICE` and `LOAD`. This is not a parser: it accepts any text, and what it cannot name it calls `unknown`.
The grammar is SPARQL 1.1 section 19.8 (terminals) with the triple-term brackets of 1.2.

A string without an end is one `unknown` token, up to where it could have ended.

One place is ambiguous without a parser: in `?a<?b&&?c>?d` the terminals allow an IRI from `<` to `>`. As the
grammar's longest match says, it is an IRI here; write spaces around comparisons.
"""

import re
from collections.abc import Iterator, Sequence
from enum import StrEnum
from typing import Final, NamedTuple


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
_RUN = rf"[{_BASE}](?:[{_CHARS}]|\.++(?=[{_CHARS}])|{_BACK})*+"
_LONG = rf"""(?:[^{{0}}\\]|(?!{{0}}{{0}}{{0}}){{0}}|\\.?|{_BACK})*+"""
_SHORT = r"""(?:[^{0}\\\r\n]|\\.?)*+"""

# No text makes an expression go back over what it has read (possessive quantifiers), and what a token read in vain is
# the next token's: a string without an end is `unclosed`, what could be a prefix and has no colon is a `run` of words.
_PATTERNS = {
    "comment": r"#[^\r\n]*+",
    "string": "|".join(
        rf"{q}{q}{q}{_LONG.format(q)}{q}{q}{q}|{q}(?!{q}{q}){_SHORT.format(q)}{q}" for q in ('"', "'")
    ),
    "unclosed": "|".join(rf"{q}{q}{q}{_LONG.format(q)}|{q}(?!{q}{q}){_SHORT.format(q)}" for q in ('"', "'")),
    "iri": rf'<(?:[^<>"{{}}|^`\\\x00-\x20]|{_UCHAR}|{_BACK})*+>',
    "variable": rf"[?$]{_VARNAME}",
    "blank": rf"_:[{_BASE}_0-9](?:[{_CHARS}]|\.++(?=[{_CHARS}])|{_BACK})*+",
    "keyword": rf"[{_BASE}_][{_BASE}_0-9]*+(?![{_CHARS}.:])",
    "name": rf"(?:{_RUN})?:"
    rf"(?:(?:[{_BASE}_:0-9]|{_PLX})(?:[{_CHARS}:]|{_PLX}|\.++(?=[{_CHARS}:%\\])|{_BACK})*+)?",
    "run": _RUN,
    "number": r"(?:[0-9]++\.?[0-9]*+|\.[0-9]++)[eE][+-]?[0-9]++|[0-9]*+\.[0-9]++|[0-9]++",
    "language": rf"@[A-Za-z]++(?:--?[A-Za-z0-9]++|{_BACK})*+",
    "word": rf"[{_BASE}_][{_BASE}_0-9]*+",
    "punctuation": r"\^\^|&&|\|\||!=|<=|>=|<<\(?|\)?>>|\{\||\|\}|[{}()\[\],;.=<>!+*/|^?$~-]",
    "unknown": r"[^\s]",
}


def _any_of(*without: str) -> "re.Pattern[str]":
    parts = (f"(?P<{name}>{part})" for name, part in _PATTERNS.items() if name not in without)
    return re.compile("|".join(parts), re.DOTALL)


_TOKEN = _any_of()
_IN_RUN = _any_of("keyword", "name", "run")
_KINDS = {**{kind.value: kind for kind in Kind}, "keyword": Kind.WORD, "unclosed": Kind.UNKNOWN}
_ESCAPE = re.compile(r"\\(?:u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8}))")


def tokenise(text: str) -> Iterator[Token]:
    """Yield the tokens of `text` in order; white space is left out.

    >>> [str(t.kind) for t in tokenise('SELECT ?s { ?s :p "SERVICE" } # end')]
    ['word', 'variable', 'punctuation', 'variable', 'name', 'string', 'punctuation', 'comment']
    """
    at, run_ends = 0, 0
    while match := (_IN_RUN if at < run_ends else _TOKEN).search(text, at):
        kind = match.lastgroup or "unknown"
        if kind == "run":
            at, run_ends = match.start(), match.end()
        else:
            at = match.end()
            yield Token(_KINDS[kind], match.group(), match.start(), at)


def significant_tokens(text: str) -> Iterator[Token]:
    """Yield the tokens of `text` that are no comments."""
    return (token for token in tokenise(text) if token.kind is not Kind.COMMENT)


_OPENING: Final = {"(": ")", "{": "}", "[": "]"}


def matching_brackets(tokens: Sequence[Token]) -> dict[int, int]:
    """Return the place of the closing bracket for the place of each opening one that is closed."""
    found: dict[int, int] = {}
    waiting: list[int] = []
    for place, token in enumerate(tokens):
        if token.kind is not Kind.PUNCTUATION:
            continue
        if token.text in _OPENING:
            waiting.append(place)
        elif token.text in (")", "}", "]") and waiting and _OPENING[tokens[waiting[-1]].text] == token.text:
            found[waiting.pop()] = place
    return found


def prologue_length(tokens: Sequence[Token]) -> int:
    """Return how many tokens at the beginning are declarations: BASE, PREFIX, VERSION."""
    place = 0
    while place < len(tokens):
        if tokens[place].word in ("BASE", "VERSION"):
            place += 2
        elif tokens[place].word == "PREFIX":
            place += 3
        else:
            break
    return place


def unescape(text: str) -> str:
    r"""Resolve the code point escapes (`\u0053`) that SPARQL 1.1 section 19.2 allows anywhere in a query.

    An escape that names no character (a surrogate, or beyond U+10FFFF) stays as it is: the parser refuses it.
    """

    def character(match: re.Match[str]) -> str:
        code = int(match.group(1) or match.group(2), 16)
        return match.group() if code > 0x10FFFF or 0xD800 <= code <= 0xDFFF else chr(code)

    return _ESCAPE.sub(character, text) if "\\" in text else text


_QUOTED = re.compile(r"\\(?:u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|(.))", re.DOTALL)
_CHARACTERS = {"t": "\t", "b": "\b", "n": "\n", "r": "\r", "f": "\f"}


def unquote(text: str) -> str:
    r"""Return what a string token stands for: without its quotes, and with its escapes resolved.

    >>> unquote('"a\\tb"'), unquote("'''it's'''")
    ('a\tb', "it's")
    """
    quotes = 3 if len(text) >= 6 and text[:3] in ('"""', "'''") else 1

    def character(match: re.Match[str]) -> str:
        escaped = match.group(3)
        if escaped is not None:
            return _CHARACTERS.get(escaped, escaped)
        return unescape(match.group())

    inside = text[quotes:-quotes]
    return _QUOTED.sub(character, inside) if "\\" in inside else inside
