"""Say what is wrong with a SPARQL text, or with RDF, in words a person can act on.

The engine's parser reports the furthest place that any of its alternatives reached, and all the characters it would
have accepted there. Here the text is read once more by the grammar (`queries/sparql/grammar.py`), which stops at the
first token that cannot stand; then by the rules of scope. This package only explains; what is accepted is the parser's
affair.
"""

import re
from collections.abc import Iterable
from itertools import islice
from typing import Final

from pyoxigraph import NamedNode

from graph.limits import LIMITS
from ontology.prefixes import PREFIXES, shrink
from queries.sparql.escapes import bad_escape
from queries.sparql.expected import phrases
from queries.sparql.explanation import Explanation, fault
from queries.sparql.grammar import AGGREGATES, ARGUMENTS, read
from queries.sparql.lexer import Kind, Token, significant_tokens, tokenise, unescape
from queries.sparql.mistakes import mistake
from queries.sparql.places import place_of
from queries.sparql.scope_errors import scope_error
from queries.sparql.situation import Situation, nearest, short

_PLACE: Final = re.compile(r"error at (?P<line>\d+):(?P<column>\d+): (?P<said>.*)", re.DOTALL)
_RDF: Final = re.compile(
    r"Parser error at line (?P<line>\d+) (?:column|between columns) (?P<column>\d+)(?: and \d+)?: (?P<said>.*?)"
    r"(?: \(line \d+\))?\Z",
    re.DOTALL,
)
_SHARED: Final = re.compile(r"The blank node (?P<label>_:\S+) cannot be shared by multiple blocks")
_NO_FUNCTION: Final = re.compile(r"The custom function <(?P<iri>.*)> is not supported", re.DOTALL)
_DATATYPES: Final = (
    "boolean date dateTime dayTimeDuration decimal double duration float integer string "
    "time yearMonthDuration"
)
_CASTS: Final = tuple(f"xsd:{name}" for name in _DATATYPES.split())
_SENTENCE: Final = re.compile(r"(?<![A-Za-z'])[A-Z][A-Za-z']*(?: [A-Za-z'?]+){2,}")
"""What the parser says in words stands among what it would have accepted."""
_WELL_KNOWN: Final[dict[str, str]] = {
    **PREFIXES,
    "bibo": "http://purl.org/ontology/bibo/",
    "dbo": "http://dbpedia.org/ontology/",
    "dbr": "http://dbpedia.org/resource/",
    "dc": "http://purl.org/dc/elements/1.1/",
    "dcterms": "http://purl.org/dc/terms/",
    "geo": "http://www.w3.org/2003/01/geo/wgs84_pos#",
    "geosparql": "http://www.opengis.net/ont/geosparql#",
    "gn": "http://www.geonames.org/ontology#",
    "vcard": "http://www.w3.org/2006/vcard/ns#",
    "wd": "http://www.wikidata.org/entity/",
    "wdt": "http://www.wikidata.org/prop/direct/",
}
"""Prefixes with the IRI that nearly everybody means by each."""
_SCHEMES: Final = frozenset({"http", "https", "urn", "mailto", "ftp", "file"})
_WORD: Final = re.compile(r"[^\s<>\"{}]+")
_SPACE: Final = re.compile(r"[^\S \t\r\n]|[\u200b\u2060\ufeff]")
"""What looks like a blank and is none to SPARQL."""


def explain(
    text: str, said: str, *, known: Iterable[str] = PREFIXES, update: bool = False, based: bool = True
) -> Explanation:
    """Explain the parser's message `said` about a query or an update.

    `known` are the prefixes that need no declaration; `based` says that relative IRIs have a base.

    >>> str(explain("SELECT * { ?x no:p 1 }", "error at 1:19: expected one of Prefix not found, ['%']"))
    'line 1, column 15: The prefix no: is not declared.'
    """
    place = _PLACE.search(said)
    if place is None:
        rdf = _RDF.match(said)
        if rdf is not None:  # the parsers of RDF say in words what is wrong
            return Explanation(rdf["said"].strip(), line=int(rdf["line"]), column=int(rdf["column"]))
        return _shared_label(text, said) or Explanation(said.strip())
    return _first_fault(text, set(known), update=update, based=based) or _as_the_parser_says(place)


def _shared_label(text: str, said: str) -> Explanation | None:
    found = _SHARED.match(said)
    if found is None:
        return None
    places = [token.start for token in tokenise(text) if token.text == found["label"]]
    return fault(
        "The blank node %(label)s stands in two operations of the update.",
        text,
        max(places, default=0),
        hint="A label holds in one of them: name the thing by an IRI, or write both statements in one operation.",
        label=short(found["label"]),
    )


def explain_failure(text: str, said: str, *, functions: Iterable[str] = ()) -> Explanation:
    """Explain what the engine says of a text that it could read and not evaluate; `functions` are those of ours."""
    found = _NO_FUNCTION.match(said)
    if found is None:
        return Explanation(said.strip())
    iri = found["iri"]
    name = shrink(iri)
    offset = max(text.find(f"<{iri}>"), text.find(f"{name}("))
    line, column = place_of(text, offset) if offset >= 0 else (None, None)
    local = iri.rpartition("#")[2].rpartition("/")[2]
    near = nearest(name, frozenset([*_CASTS, *map(shrink, functions)]), 0.8)
    near = near or nearest(local.upper(), frozenset([*ARGUMENTS, *AGGREGATES]), 0.8)
    return Explanation(
        "There is no function %(function)s here.",
        hint="Did you mean %(near)s?"
        if near
        else "Functions of SPARQL have no prefix, as STRLEN(?x); others here: %(others)s.",
        values={"function": name[:80], "near": near, "others": ", ".join([*_CASTS, *map(shrink, functions)])},
        line=line,
        column=column,
    )


def first_fault(text: str) -> Explanation | None:
    """Return the first fault that our own grammar finds in a query that nobody has parsed, None where it finds none."""
    return _first_fault(text, set(PREFIXES), update=False, based=True)


def _first_fault(text: str, known: set[str], *, update: bool, based: bool) -> Explanation | None:
    beginning = text[: LIMITS.query_explained]
    tokens = list(significant_tokens(beginning))
    reading = read(tokens, update=update)
    if len(beginning) < len(text) and (reading.stuck is None or reading.stuck >= len(tokens) - 1):
        return None  # the fault is further on
    found = Situation(beginning, tokens, reading, update)
    end = reading.stuck if reading.stuck is not None else len(tokens)
    until = tokens[end].end if end < len(tokens) else len(text)
    others = [
        _strange_space(text, tokens, until),
        bad_escape(text, tokens[: end + 1]),
        _undeclared(text, tokens[: end + 1], known),
    ]
    if reading.stuck is not None:
        others.append(_at_a_stop(found))
    elif len(beginning) == len(text):
        others.append(scope_error(text, tokens, reading.tree))
        others.append(_bad_iri(text, tokens, based=based))
    faults = [fault for fault in others if fault is not None]
    return min(faults, key=lambda fault: (fault.line or 0, fault.column or 0), default=None)


def _at_a_stop(situation: Situation) -> Explanation:
    token, after = situation.token(), situation.token(1)
    split = token.end == after.start and bad_escape(situation.text, (token, after))
    if (found := split or mistake(situation)) is not None:  # `FILT\u0045R` is three tokens
        return found
    expected = phrases(situation.reading.expected)
    if not situation.tokens:
        return situation.fault("There is nothing to run.", hint="For example SELECT * { ?s ?p ?o } LIMIT 10")
    if not token.text:
        return situation.fault("The text ends where it needs %(expected)s.", expected=expected)
    return situation.fault(
        "“%(found)s” stands where the text needs %(expected)s.", found=short(token.text), expected=expected
    )


def _strange_space(text: str, tokens: list[Token], until: int) -> Explanation | None:
    """Return the first blank up to a place that SPARQL does not take for one, between two tokens or inside a word."""
    place, before = None, 0
    for token in [*tokens, Token(Kind.UNKNOWN, "", until, until)]:
        if token.start > until:
            break
        if "#" not in text[before : token.start]:
            place = _SPACE.search(text, before, token.start)
        if place is None and token.kind in (Kind.WORD, Kind.NAME, Kind.UNKNOWN):
            place = _SPACE.search(text, token.start, token.end)
        if place is not None:
            return fault(
                "There is an invisible or unusual space character, which SPARQL does not take for a space: U+%(code)s.",
                text,
                place.start(),
                hint="Replace it by a blank, or take it out.",
                code=f"{ord(place.group()):04X}",
            )
        before = token.end
    return None


def _undeclared(text: str, tokens: list[Token], known: set[str]) -> Explanation | None:
    declared, before = set(known), ""
    for token in tokens:
        if token.kind is Kind.NAME:
            prefix = token.text.partition(":")[0]
            if before == "PREFIX":
                declared.add(prefix)
            elif prefix not in declared:
                return _declaration_missing(text, token, prefix, declared)
        before = token.word
    return None


def _declaration_missing(text: str, token: Token, prefix: str, declared: set[str]) -> Explanation:
    if prefix in _SCHEMES:
        iri = _WORD.match(text, token.start)
        return fault(
            "“%(iri)s” is an IRI without angle brackets.",
            text,
            token.start,
            hint="Write <%(iri)s>",
            iri=iri.group()[:80] if iri else prefix,
        )
    iri_meant = _WELL_KNOWN.get(prefix, "")
    near = "" if iri_meant else nearest(prefix, frozenset(declared), 0.6)
    return fault(
        "The prefix %(prefix)s is not declared.",
        text,
        token.start,
        hint="Did you mean %(near)s? Else begin with PREFIX %(prefix)s <…>"
        if near
        else "Begin with PREFIX %(prefix)s <%(iri)s>",
        prefix=f"{prefix[:60]}:",
        near=f"{near}:",
        iri=iri_meant or "…",
    )


def _bad_iri(text: str, tokens: list[Token], *, based: bool) -> Explanation | None:
    for token in islice((one for one in tokens if one.kind is Kind.IRI), LIMITS.query_explained):
        iri = unescape(token.text[1:-1])
        absolute = re.match(r"[A-Za-z][A-Za-z0-9+.-]*:", iri) is not None
        if (based and not absolute) or "\\" in iri:  # a wrong escape is reported as one
            continue
        if not absolute:
            return fault(
                "The IRI <%(iri)s> is relative, and there is no base.",
                text,
                token.start,
                hint="Write it in full, or begin with BASE <…>",
                iri=iri[:80],
            )
        try:
            NamedNode(iri)
        except ValueError:
            return fault(
                "<%(iri)s> is no IRI.",
                text,
                token.start,
                hint="Correct it there: see its scheme, host and port.",
                iri=iri[:80],
            )
    return None


def _as_the_parser_says(place: re.Match[str]) -> Explanation:
    """Return what the parser says in words; where it does not, the line that it had reached."""
    line, column = int(place["line"]), int(place["column"])
    if reasons := _SENTENCE.findall(re.sub(r"\[[^\[\]]*\]", " ", place["said"])):
        return Explanation("; ".join(dict.fromkeys(reasons)), line=line, column=column)
    return Explanation(
        "The text cannot be read beyond this place.",
        hint="See that it follows SPARQL there and just before.",
        line=line,
        column=column,
    )
