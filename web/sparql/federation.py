"""Find in a query or an update what would make the server call somebody else: `SERVICE` and `LOAD`.

Found by tokens, so that the words may stand in strings, comments, IRIs and prefixed names. The engine's own lexer needs
no space where the grammar's tokens meet: it takes `SERVICE:a { }` for a call though `SERVICE:a` is a prefixed name,
`trueSERVICE <a>` for two words, and reads `?a<1)SERVICE?s#>` as a comparison though an IRI could stand there. Each such
place is taken for a call here too. What is found is refused unless the address is one the administrator allows; and
should anything slip through, a worker has no network (`web.sparql.execution.network`).

`SILENT` asks that a call which fails be passed over (SPARQL 1.1 Federated Query section 2.3, Update section 3.1.4). So
a silent call that is not allowed is not refused but fails: its address is replaced by one that nobody can call. Only
towards this machine and its network even a silent call is refused: nobody means that.
"""

import ipaddress
import socket
from dataclasses import dataclass
from typing import Final
from urllib.parse import SplitResult, urlsplit

from graph.errors import N_
from queries.sparql.ambiguity import ambiguous
from queries.sparql.lexer import Kind, Token, significant_tokens
from web.errors import Forbidden

_BEFORE_NAMES: Final = frozenset({"GRAPH", "FROM", "NAMED", "PREFIX", "DESCRIBE"})
_CALLS: Final = frozenset({"SERVICE", "LOAD"})
_ENDS: Final = frozenset({";", "{", "}"})
_LOAD_YOURSELF: Final = N_(
    "This service fetches nothing. Fetch the document yourself and send it to /graphs: PUT or POST /graphs?graph=IRI."
)
_NOWHERE: Final = "<urn:huunghi:refused>"
"""What replaces the address of a refused call. The engine calls only http and https."""


@dataclass(frozen=True)
class Call:
    """A place that calls out: the word, the address where it is written out as an IRI, and the line it is on.

    `silent` where a failure is to be passed over. `target` is the token that says whom to call, None where there is
    none or where the engine sees a call that the grammar does not. `nobody`: the engine sees no address either.
    """

    word: str
    address: str | None
    line: int
    silent: bool = False
    target: Token | None = None
    nobody: bool = False


@dataclass(frozen=True)
class Checked:
    """A text whose calls were looked at.

    `text` calls nobody but who is allowed. `refusal` says why it is not run, None where it may be; `parses` then tells
    whether `text` is still what was asked but for the addresses, so that its syntax can be checked.
    """

    text: str
    refusal: Forbidden | None = None
    parses: bool = True


def may_call(text: str, *, update: bool) -> bool:
    """Whether a text can have a call at all: cheap, and wrong only on the safe side."""
    lowered = text.lower()
    return "service" in lowered or (update and "load" in lowered)


def calls_in(text: str, *, update: bool) -> list[Call]:
    """Return every place in a SPARQL text that would call another server."""
    if not may_call(text, update=update):
        return []
    tokens = list(significant_tokens(text))
    prefixes = _prefixes(tokens)
    found = []
    depth = line = counted = 0
    for place, token in enumerate(tokens):
        depth += (token.text == "{") - (token.text == "}")
        word = _word(tokens, place, depth, update=update)
        if word:
            line, counted = line + text.count("\n", counted, token.start), token.start
            silent, target = _target(tokens, place)
            nobody = token.word in _CALLS and (place + 1 == len(tokens) or tokens[place + 1].text in _ENDS)
            found.append(Call(word, _address(target, prefixes), line + 1, silent, target, nobody))
    return found


def _word(tokens: list[Token], place: int, depth: int, *, update: bool) -> str:
    token = tokens[place]
    if token.kind is Kind.WORD:
        if "SERVICE" in token.word:
            return "SERVICE"
        return "LOAD" if update and "LOAD" in token.word else ""
    if token.kind is Kind.IRI:
        return "SERVICE" if _hides_call(token.text) else ""
    if token.kind is not Kind.NAME:
        return ""
    prefix = token.text.partition(":")[0].upper()
    before = tokens[place - 1] if place else None
    if "SERVICE" in prefix and place + 1 < len(tokens) and tokens[place + 1].text == "{":
        return "" if before is not None and before.word in _BEFORE_NAMES else "SERVICE"
    if update and prefix.startswith("LOAD"):
        starts = before is None or before.text in {";", "}"} or before.kind is Kind.IRI
        return "LOAD" if starts and depth == 0 else ""
    return ""


def _hides_call(iri: str) -> bool:
    """Whether the engine may read a call where an IRI could stand: `)`, then the word, then `#`."""
    text = iri.lower()
    bracket = text.find(")")
    word = text.find("service", bracket)
    return 0 <= bracket < word < text.rfind("#")


def _prefixes(tokens: list[Token]) -> dict[str, str]:
    return {
        name.text: iri.text[1:-1]
        for word, name, iri in zip(tokens, tokens[1:], tokens[2:], strict=False)
        if word.word == "PREFIX" and name.kind is Kind.NAME and iri.kind is Kind.IRI
    }


def _target(tokens: list[Token], place: int) -> tuple[bool, Token | None]:
    """Whether the call at a place is silent, and the token that names whom to call."""
    if tokens[place].word not in _CALLS:
        return False, None
    after = tokens[place + 1 : place + 3]
    silent = bool(after) and after[0].word == "SILENT"
    target = after[silent] if len(after) > silent else None
    named = target is not None and target.kind in {Kind.IRI, Kind.NAME, Kind.VARIABLE}
    return silent, target if named else None


def _address(target: Token | None, prefixes: dict[str, str]) -> str | None:
    if target is None or target.kind is Kind.VARIABLE:
        return None
    if target.kind is Kind.IRI:
        return target.text[1:-1]
    prefix, _, local = target.text.partition(":")
    return prefixes[prefix + ":"] + local if prefix + ":" in prefixes else None


def check_calls(text: str, *, update: bool, allowed: tuple[str, ...]) -> Checked:
    """Return the text as it may be run, or with the refusal of its first call that is neither allowed nor silent.

    `allowed` are host names, with a port where it is not the scheme's own. A host that resolves to a loopback, private
    or otherwise local address must be listed by that very address or name with `local:` before it. Looks up names, so
    call it where waiting does no harm.
    """
    refusal = _unclear(text, update=update)
    parses = refusal is None
    pieces, position = [], 0
    for call in calls_in(text, update=update):
        refused = _refused(call, allowed)
        if refused is None:
            continue
        if call.target is None:
            parses = parses and call.nobody
        else:
            pieces += [text[position : call.target.start], _NOWHERE]
            position = call.target.end
        if refusal is None and not (call.silent and call.target and not isinstance(refused, _Inside)):
            refusal = refused
    return Checked("".join(pieces) + text[position:], refusal, parses)


def _unclear(text: str, *, update: bool) -> Forbidden | None:
    """Return the refusal of a text that the engine may read otherwise: a call may be hidden in it."""
    if not may_call(text, update=update):
        return None
    token = ambiguous(significant_tokens(text))
    if token is None:
        return None
    line = text.count("\n", 0, token.start) + 1
    return Forbidden(
        "Line %(line)s: “<” could mean “less than” here, or begin an IRI, and the text may call others.",
        hint="Write spaces around it, as in ?a < ?b.",
        values={"line": line},
        line=line,
    )


class _Inside(Forbidden):
    """A call to this machine or its network."""


def _refused(call: Call, allowed: tuple[str, ...]) -> Forbidden | None:
    """Return why a call is refused, None where it is allowed."""
    parts = _split(call.address)
    host = (parts.hostname or "").lower()
    names = {host, f"{host}:{parts.port}"} if parts.port else {host}
    local = any(f"local:{name}" in allowed for name in names)
    listed = local or bool(names & set(allowed))
    kind = _Inside if _is_inside(host) and not local else Forbidden
    if not allowed:
        return kind(
            N_("Line %(line)s: %(word)s is not allowed here."),
            hint=_LOAD_YOURSELF
            if call.word == "LOAD"
            else N_(
                "This service calls no other. Query the other service yourself and give the values in VALUES."
            ),
            values={"line": call.line, "word": call.word},
            line=call.line,
        )
    if call.address is None:
        return kind(
            N_("Line %(line)s: the address after %(word)s must be written out as an IRI."),
            hint=N_("For example %(word)s <https://example.org/sparql>"),
            values={"line": call.line, "word": call.word},
            line=call.line,
        )
    if parts.scheme not in {"http", "https"} or not listed:
        return kind(
            N_("Line %(line)s: %(word)s of %(address)s is not allowed here."),
            hint=N_("This service calls only %(allowed)s."),
            values={
                "line": call.line,
                "word": call.word,
                "address": call.address[:200],
                "allowed": ", ".join(allowed),
            },
            line=call.line,
        )
    if local:
        return None
    try:
        inside = not all(_is_public(address) for address in _addresses(host))
    except Forbidden as error:
        return error
    if inside:
        return _Inside(
            N_("Line %(line)s: %(host)s is an address of this network, and not listed as such."),
            hint=N_("Its administrator can list it as local:%(host)s."),
            values={"line": call.line, "host": host[:200]},
            line=call.line,
        )
    return None


def _split(address: str | None) -> SplitResult:
    try:
        parts = urlsplit(address or "")
        _ = parts.port, parts.hostname  # each raises where it cannot be read
    except ValueError:
        return urlsplit("")
    return parts


def _is_inside(host: str) -> bool:
    """Whether a host is written as one of this machine or its network; no name is looked up."""
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return not _is_public(host)
    except ValueError:
        return False


def _addresses(host: str) -> list[str]:
    try:
        return [str(found[4][0]) for found in socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)]
    except OSError as error:
        raise Forbidden(
            "The host %(host)s cannot be found: %(error)s", values={"host": host, "error": error}
        ) from error


def _is_public(address: str) -> bool:
    return ipaddress.ip_address(address.partition("%")[0]).is_global
