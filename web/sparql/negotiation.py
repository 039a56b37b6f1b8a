"""How clients want their answers: formats, coding, the base of relative IRIs; and whether a person asks."""

from typing import Final, NamedTuple
from urllib.parse import parse_qs

from web.errors import NotAcceptable
from web.negotiate import choose, choose_coding
from web.sparql import formats
from web.sparql.exchange import Exchange, Selection
from web.sparql.parameters import Hints

_KNOWN: Final = 1024
_LONG: Final = 1000
_RESULT_TYPES: Final = formats.types_of(formats.RESULTS)
_RDF_TYPES: Final = formats.types_of(formats.RDF)
_DATASET_TYPES: Final = formats.types_of(tuple(formats.BY_NAME[name] for name in formats.DATASETS))


class Wanted(NamedTuple):
    """How a client wants its answers: the formats for results and for RDF, the coding, the base of relative IRIs."""

    results: str
    rdf: str
    coding: str
    base: str


class Negotiation:
    """What clients want, remembered: most send the same fields every time. `public_url` is '' or the server's own."""

    def __init__(self, public_url: str) -> None:
        self._public_url = public_url
        self._known: dict[tuple[str, Selection, Hints], Wanted] = {}

    def base_of(self, exchange: Exchange) -> str:
        """Return the address of the service as the client sees it, without a slash at the end."""
        return self._public_url or f"http://{exchange.header(b'host') or 'localhost'}"

    def of(self, exchange: Exchange, hints: Hints) -> Wanted:
        """Return how a request is to be answered. Raises NotAcceptable, see `formats_for`."""
        key = (exchange.path, exchange.selection, hints)
        known = self._known.get(key)
        if known is None:
            known = Wanted(
                *formats_for(hints, exchange.header(b"accept")),
                choose_coding(exchange.header(b"accept-encoding"), ("zstd", "gzip")) or "",
                self.base_of(exchange) + exchange.raw_path,
            )
            if len(exchange.path) + sum(len(part or b"") for part in exchange.selection) <= _LONG:
                if len(self._known) >= _KNOWN:
                    self._known.clear()
                self._known[key] = known
        return known


def formats_for(hints: Hints, accept: str) -> tuple[str, str]:
    """Return the names of the formats to answer in: for results, for RDF; '' where the client takes none of a kind.

    Of each kind the first of the `hints` that is one comes before `accept`. Raises NotAcceptable where the client takes
    neither kind.
    """
    hinted_results = next((hint.results for hint in hints if hint.results), "")
    hinted_rdf = next((hint.rdf for hint in hints if hint.rdf), "")
    if hinted_results and hinted_rdf:
        return hinted_results, hinted_rdf
    chosen_results, chosen_rdf = choose(accept, _RESULT_TYPES), choose(accept, _RDF_TYPES)
    results = hinted_results or _name_of(formats.RESULTS, chosen_results)
    rdf = hinted_rdf or _name_of(formats.RDF, chosen_rdf)
    if not results and not rdf:
        raise NotAcceptable(
            "No format fits Accept: %(accept)s",
            hint="There are %(types)s.",
            values={"accept": accept, "types": ", ".join(_RESULT_TYPES + _RDF_TYPES)},
        )
    return results, rdf


def _name_of(known: tuple[formats.Format, ...], media_type: str | None) -> str:
    form = formats.by_media_type(known, media_type) if media_type else None
    return form.name if form else ""


def rdf_format_for(hints: Hints, accept: str) -> str:
    """Return the name of the RDF format to answer in; Turtle where the client takes any kind of answer."""
    rdf = formats_for(hints, accept)[1]
    if not rdf:
        raise NotAcceptable(
            "The answer is RDF, and Accept: %(accept)s takes none.",
            hint="There are %(types)s.",
            values={"accept": accept, "types": ", ".join(_RDF_TYPES)},
        )
    return rdf


def dataset_format_for(hints: Hints, accept: str) -> str:
    """Return the name of the format to answer a whole dataset in; N-Quads where the client takes any."""
    hinted = next((hint.rdf for hint in hints if hint.rdf in formats.DATASETS), "")
    chosen = choose(accept, _DATASET_TYPES)
    name = hinted or _name_of(formats.RDF, chosen)
    if not name:
        raise NotAcceptable(
            "Without a graph's name the answer is the whole dataset, and Accept: %(accept)s takes no format for it.",
            hint="There are %(types)s. For one graph add ?default, or ?graph= with its IRI.",
            values={"accept": accept, "types": ", ".join(_DATASET_TYPES)},
        )
    return name


def is_person(method: str, query_string: str, accept: str, content_type: str) -> bool:
    """Whether a request to `/sparql` is a person's: it takes HTML before anything a query answers with.

    >>> is_person("GET", "", "text/html,application/xml;q=0.9,*/*;q=0.8", "")
    True
    >>> is_person("GET", "query=ASK%7B%7D", "*/*", "")
    False
    """
    if method not in ("GET", "HEAD", "POST") or "text/html" not in accept:
        return False
    if method == "POST" and not content_type.startswith("application/x-www-form-urlencoded"):
        return False
    if not {"format", "output", "results", "update"}.isdisjoint(parse_qs(query_string)):
        return False
    return choose(accept, (*_RESULT_TYPES, *_RDF_TYPES, "text/html")) == "text/html"
