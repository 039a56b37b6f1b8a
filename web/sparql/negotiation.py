"""How clients want their answers: formats, coding, the base of relative IRIs; and whether a person asks."""

from typing import Final, NamedTuple
from urllib.parse import parse_qs

from web.errors import NotAcceptable
from web.negotiate import choose, choose_coding
from web.sparql import formats
from web.sparql.exchange import Exchange, Selection

_KNOWN: Final = 1024
_LONG: Final = 1000
_RESULT_TYPES: Final = formats.types_of(formats.RESULTS)
_RDF_TYPES: Final = formats.types_of(formats.RDF)


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
        self._known: dict[tuple[str, Selection, str | None], Wanted] = {}

    def base_of(self, exchange: Exchange) -> str:
        """Return the address of the service as the client sees it, without a slash at the end."""
        return self._public_url or f"http://{exchange.header(b'host') or 'localhost'}"

    def of(self, exchange: Exchange, format: str | None) -> Wanted:
        """Return how a request is to be answered. Raises NotAcceptable, see `formats_for`."""
        key = (exchange.path, exchange.selection, format)
        known = self._known.get(key)
        if known is None:
            known = Wanted(
                *formats_for(format, exchange.header(b"accept")),
                choose_coding(exchange.header(b"accept-encoding"), ("zstd", "gzip")) or "",
                self.base_of(exchange) + exchange.raw_path,
            )
            if len(exchange.path) + sum(len(part or b"") for part in exchange.selection) <= _LONG:
                if len(self._known) >= _KNOWN:
                    self._known.clear()
                self._known[key] = known
        return known


def formats_for(name: str | None, accept: str) -> tuple[str, str]:
    """Return the names of the formats to answer in: for results, for RDF; '' where the client takes none of a kind.

    `name` is that of a format, which comes before `accept`. Raises NotAcceptable where the client takes neither kind.
    """
    if name:
        form = formats.BY_NAME[name]
        return (form.name, "") if form in formats.RESULTS else ("", form.name)
    chosen_results, chosen_rdf = choose(accept, _RESULT_TYPES), choose(accept, _RDF_TYPES)
    results = formats.by_media_type(formats.RESULTS, chosen_results) if chosen_results else None
    rdf = formats.by_media_type(formats.RDF, chosen_rdf) if chosen_rdf else None
    if results is None and rdf is None:
        raise NotAcceptable(
            "No format fits Accept: %(accept)s",
            hint="There are %(types)s.",
            values={"accept": accept, "types": ", ".join(_RESULT_TYPES + _RDF_TYPES)},
        )
    return results.name if results else "", rdf.name if rdf else ""


def rdf_format_for(name: str | None, accept: str) -> str:
    """Return the name of the RDF format to answer in; Turtle where the client takes any kind of answer."""
    rdf = formats_for(name, accept)[1]
    if not rdf:
        raise NotAcceptable(
            "The answer is RDF, and Accept: %(accept)s takes none.",
            hint="There are %(types)s.",
            values={"accept": accept, "types": ", ".join(_RDF_TYPES)},
        )
    return rdf


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
    if not {"format", "update"}.isdisjoint(parse_qs(query_string)):
        return False
    return choose(accept, (*_RESULT_TYPES, *_RDF_TYPES, "text/html")) == "text/html"
