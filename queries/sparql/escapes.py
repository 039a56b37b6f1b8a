r"""Find what the grammar of tokens lets pass and the engine does not: wrong escapes in strings, IRIs and prefixed names
(`"\d"`, `'\u12'`, `ex:a\d`), code points written as escapes outside of them, and languages that are none.
"""

import re
from collections.abc import Iterable
from string import hexdigits
from typing import Final

from pyoxigraph import Literal

from queries.sparql.explanation import Explanation, fault
from queries.sparql.lexer import Kind, Token, unescape
from queries.sparql.situation import short

_ESCAPE: Final = re.compile(r"\\(?:u[0-9A-Fa-f]{4}|U[0-9A-Fa-f]{8}|.)|\\", re.DOTALL)
_CODE_POINT: Final = re.compile(r"\\(?:u[0-9A-Fa-f]{4}|U[0-9A-Fa-f]{8})")
_KNOWN: Final = frozenset("tbnrf\"'\\")
_DIRECTION: Final = re.compile(r"--(?:ltr|rtl)\Z")


def bad_escape(text: str, tokens: Iterable[Token]) -> Explanation | None:
    """Return the first wrong escape or language of some tokens; None where there is none."""
    before: Token | None = None
    for token in tokens:
        found = None
        if token.kind in (Kind.STRING, Kind.IRI) and "\\" in token.text:
            found = _inside(text, token)
        elif token.kind is Kind.LANGUAGE and before is not None and before.kind is Kind.STRING:
            found = _language(text, token)
        elif token.text == "\\" and token.kind is Kind.UNKNOWN:
            found = _outside(text, token, before)
        if found is not None:
            return found
        before = token
    return None


def is_escaped_rightly(literal: str) -> bool:
    r"""Return whether the engine takes all escapes of a string, given with its quotes.

    >>> is_escaped_rightly(r'"\d"'), is_escaped_rightly(r'"\\d"')
    (False, True)
    """
    return "\\" not in literal or all(
        unescape(escape) != escape if len(escape) > 2 else escape[1:] in _KNOWN
        for escape in _ESCAPE.findall(literal)
    )


def _inside(text: str, token: Token) -> Explanation | None:
    for match in _ESCAPE.finditer(token.text):
        escape, place = match.group(), token.start + match.start()
        letter = escape[1:2]
        if letter in ("u", "U"):
            digits = 4 if letter == "u" else 8
            if len(escape) == 2:
                given = token.text[match.end() : match.end() + digits]
                escape += given[: len(given) - len(given.lstrip(hexdigits))]
                return fault(
                    "“%(escape)s” begins the escape of a character, and has fewer than %(digits)s hexadecimal digits.",
                    text,
                    place,
                    hint="Write all of them, as in %(example)s, or the character itself; for a backslash write \\\\.",
                    escape=escape,
                    digits=digits,
                    example="\\u1EC7" if letter == "u" else "\\U0001F600",
                )
            if unescape(escape) == escape:
                return fault(
                    "“%(escape)s” is not a character: surrogates and code points above 10FFFF are not allowed.",
                    text,
                    place,
                    hint="Write the character itself, or its one code point, as in %(example)s.",
                    escape=escape,
                    example="\\U0001F600",
                )
        elif letter not in _KNOWN:
            shown = "\\" if letter in ("\n", "\r") else f"\\{short(letter)}"
            return fault(
                "“%(escape)s” is not an escape in a string.",
                text,
                place,
                hint="Write “\\%(escape)s”: a backslash that is meant as one is written twice.",
                escape=shown,
            )
    return None


def _outside(text: str, token: Token, before: Token | None) -> Explanation | None:
    code = _CODE_POINT.match(text, token.start)
    if code is not None:
        character = unescape(code.group())
        return fault(
            "Characters are written as escapes only in strings and IRIs here, and “%(escape)s” stands outside of them.",
            text,
            token.start,
            hint="Write the character itself: %(character)s"
            if character.isprintable() and character != code.group()
            else "Write the character itself.",
            escape=code.group(),
            character=character,
        )
    if before is not None and before.kind is Kind.NAME and before.end == token.start:
        return fault(
            "“%(escape)s” is not an escape in a prefixed name.",
            text,
            token.start,
            hint="Escaped are signs such as \\, and \\/; write anything else in an IRI in angle brackets.",
            escape=text[token.start : token.start + 2].strip(),
        )
    return None


def _language(text: str, token: Token) -> Explanation | None:
    try:
        Literal("", language=_DIRECTION.sub("", token.text[1:]))
    except ValueError:
        return fault(
            "“%(found)s” is not a language.",
            text,
            token.start,
            hint="Write its code, as @vi, @en-GB or @zh-Hant: parts of at most eight letters or digits.",
            found=short(token.text),
        )
    return None
