"""Find in a query or an update what would make the server call somebody else: `SERVICE` and `LOAD`.

Found by tokens, so that the words may stand in strings, comments, IRIs and prefixed names. The engine's own lexer needs
no space where the grammar's tokens meet: it takes `SERVICE:a { }` for a call though `SERVICE:a` is a prefixed name,
`trueSERVICE <a>` for two words, and reads `?a<1)SERVICE?s#>` as a comparison though an IRI could stand there. Each such
place is taken for a call here too. What is found is refused unless the address is one the administrator allows; and
should anything slip through, a worker has no network (`web.sparql.network`).
"""

import ipaddress
import re
import socket
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

from queries.tokens import Kind, Token, tokenise
from web.sparql.problems import Forbidden

LONG: Final = 20_000
"""Texts longer than this are looked through by a worker, not by the event loop."""
_HIDDEN: Final = re.compile(r"\).*service.*#", re.IGNORECASE | re.DOTALL)
_BEFORE_NAMES: Final = frozenset({"GRAPH", "FROM", "NAMED", "PREFIX", "DESCRIBE"})


@dataclass(frozen=True)
class Call:
    """A place that calls out: the word, the address where it is written out as an IRI, and the line it is on."""

    word: str
    address: str | None
    line: int


def calls_in(text: str, *, update: bool) -> list[Call]:
    """Return every place in a SPARQL text that would call another server."""
    lowered = text.lower()
    if "service" not in lowered and not (update and "load" in lowered):
        return []
    tokens = [token for token in tokenise(text) if token.kind is not Kind.COMMENT]
    prefixes = _prefixes(tokens)
    found = []
    for place, token in enumerate(tokens):
        word = _word(tokens, place, update=update)
        if word:
            line = text.count("\n", 0, token.start) + 1
            found.append(Call(word, _address(tokens, place, prefixes), line))
    return found


def _word(tokens: list[Token], place: int, *, update: bool) -> str:
    token = tokens[place]
    if token.kind is Kind.WORD:
        if "SERVICE" in token.word:
            return "SERVICE"
        return "LOAD" if update and "LOAD" in token.word else ""
    if token.kind is Kind.IRI:
        return "SERVICE" if _HIDDEN.search(token.text) else ""
    if token.kind is not Kind.NAME:
        return ""
    prefix = token.text.partition(":")[0].upper()
    before = tokens[place - 1] if place else None
    if "SERVICE" in prefix and place + 1 < len(tokens) and tokens[place + 1].text == "{":
        return "" if before is not None and before.word in _BEFORE_NAMES else "SERVICE"
    if update and prefix.startswith("LOAD"):
        starts = before is None or before.text in {";", "}"} or before.kind is Kind.IRI
        return "LOAD" if starts and _depth(tokens[:place]) == 0 else ""
    return ""


def _depth(tokens: list[Token]) -> int:
    return sum(
        (token.text == "{") - (token.text == "}") for token in tokens if token.kind is Kind.PUNCTUATION
    )


def _prefixes(tokens: list[Token]) -> dict[str, str]:
    return {
        name.text: iri.text[1:-1]
        for word, name, iri in zip(tokens, tokens[1:], tokens[2:], strict=False)
        if word.word == "PREFIX" and name.kind is Kind.NAME and iri.kind is Kind.IRI
    }


def _address(tokens: list[Token], place: int, prefixes: dict[str, str]) -> str | None:
    if tokens[place].kind is not Kind.WORD or tokens[place].word not in {"SERVICE", "LOAD"}:
        return None
    for token in tokens[place + 1 : place + 3]:
        if token.word == "SILENT":
            continue
        if token.kind is Kind.IRI:
            return token.text[1:-1]
        if token.kind is Kind.NAME:
            prefix, _, local = token.text.partition(":")
            return prefixes[prefix + ":"] + local if prefix + ":" in prefixes else None
        break
    return None


def forbid_calls(text: str, *, update: bool, allowed: tuple[str, ...]) -> bool:
    """Raise Forbidden for a call to anywhere but the allowed hosts; return whether there is an allowed one.

    `allowed` are host names, with a port where it is not the scheme's own. A host that resolves to a loopback, private
    or otherwise local address must be listed by that very address or name with `local:` before it.
    """
    calls = calls_in(text, update=update)
    for call in calls:
        if not allowed:
            raise Forbidden(
                f"Line {call.line}: {call.word} is not allowed here.",
                hint="This service calls no other. Query the other service yourself and give the values in VALUES.",
                line=call.line,
            )
        if call.address is None:
            raise Forbidden(
                f"Line {call.line}: the address after {call.word} must be written out as an IRI.",
                line=call.line,
            )
        _check(call, allowed)
    return bool(calls)


def _check(call: Call, allowed: tuple[str, ...]) -> None:
    parts = urlsplit(call.address or "")
    host = (parts.hostname or "").lower()
    names = {host, f"{host}:{parts.port}"} if parts.port else {host}
    local = any(f"local:{name}" in allowed for name in names)
    if parts.scheme not in {"http", "https"} or not (local or names & set(allowed)):
        raise Forbidden(
            f"Line {call.line}: {call.word} of {call.address} is not allowed here.",
            hint=f"This service calls only {', '.join(allowed)}.",
            line=call.line,
        )
    if not local and not all(_is_public(address) for address in _addresses(host)):
        raise Forbidden(f"Line {call.line}: {host} is an address of this network, and not listed as such.")


def _addresses(host: str) -> list[str]:
    try:
        return [str(found[4][0]) for found in socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)]
    except OSError as error:
        raise Forbidden(f"The host {host} cannot be found: {error}") from error


def _is_public(address: str) -> bool:
    return ipaddress.ip_address(address.partition("%")[0]).is_global
