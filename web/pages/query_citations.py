"""Citations of answers to queries of the catalogue: `/queries/NAME?…&version=…&text=…&sha256=…`."""

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import Response

from graph.errors import BadParameter
from graph.store.reader import EmbeddedReader, Reader
from graph.store.versions import VersionStore
from queries.collection import Collection
from queries.export.digest import AnswerDigest, digest_of
from queries.export.results import to_sheet
from queries.header import NamedQuery
from queries.links import DIGITS
from queries.runner import Answer, Form, run
from queries.sparql.binding import bind
from web.page_context import Frame, frame_of, render
from web.pages.citations import AskedVersion, asked_version, reference_response
from web.sparql.citable import has_order, why_not_citable
from web.views.citation import (
    NAMES,
    Addresses,
    Answered,
    CiteBlock,
    CitedAnswer,
    CitedQuery,
    Kept,
    citation_page,
    cite_block,
    reference_of,
)


@dataclass(frozen=True)
class FilledQuery:
    """A query of the catalogue with its values; `changed` says that its text is another today, `lost` that the text
    that was cited is not known here.
    """

    query: NamedQuery
    values: Mapping[str, str]
    changed: bool = False
    lost: bool = False

    def answer(self, reader: Reader) -> Answer:
        """Return its answer. Raises BadParameter."""
        return run(reader, self.query.name, self.values, within=Collection((self.query,), title="the query"))

    def parameters(self, cited: CitedAnswer) -> dict[str, object]:
        """Return what the address of a citation says."""
        given = {name: value for name, value in self.values.items() if value}
        return {**given, "text": self.query.version[:DIGITS], **cited.parameters()}


def digest_of_answer(answer: Answer) -> AnswerDigest:
    """Return what tells an answer from others: its CSV, as the page offers it."""
    return digest_of([to_sheet(answer)], head=0 if answer.form is Form.ASK else 1)


def block_of(filled: FilledQuery, answer: Answer, frame: Frame) -> CiteBlock:
    """Return what stands below the answer to a query of the catalogue."""
    if why := why_not_citable(answer.text):
        return CiteBlock(frame.words(why))
    digest = digest_of_answer(answer)
    cited = CitedAnswer(answer.version.number, digest.sha256, digest.rows, digest.unordered)
    block = cite_block(frame.words, _told(filled, answer.text, frame), answer.version, digest, "")
    if block.why:
        return block
    return CiteBlock(
        block.why,
        block.before,
        block.sha256,
        block.order,
        address=_href(filled, cited, frame),
        links=_references(filled, cited, frame),
    )


def show(request: Request, base: str, filled: FilledQuery, reader: Reader, cited: CitedAnswer) -> Response:
    """Answer the address of a citation for people; `reader` reads the current version."""
    frame = frame_of(request)
    asked = _asked(request, str(cited.version))
    older = EmbeddedReader(asked.version.open()) if asked.version is not None else None
    then = _answered(filled, older) if older is not None else None
    now = (
        then
        if then is not None and cited.version == reader.version.number
        else _answered(filled, reader, then)
    )
    text = bind(filled.query, filled.values)
    query = _told(filled, text, frame)
    file = {**filled.values, "text": filled.query.version[:DIGITS], "version": cited.version}
    path = f"/queries/{filled.query.name}"
    page = citation_page(
        frame,
        query,
        cited,
        Kept(then, now, older, reader),
        Addresses(
            f"{base}{path}?{_encoded(filled.parameters(cited))}",
            f"{base}{path}.csv?{_encoded(file)}",
            frame.links.query(filled.query.name, **{**filled.values, "version": cited.version}),
            frame.links.query(filled.query.name, **filled.values),
            _references(filled, cited, frame),
        ),
        tuple(_said(filled, frame)),
    )
    response = render(request, "citation.html", page)
    response.headers["Cache-Control"] = "no-store"
    return response


def reference(request: Request, base: str, filled: FilledQuery, cited: CitedAnswer, suffix: str) -> Response:
    """Answer with a reference to an answer, for a reference manager."""
    frame = frame_of(request)
    asked = _asked(request, str(cited.version))
    query = _told(filled, bind(filled.query, filled.values), frame)
    address = f"{base}/queries/{filled.query.name}?{_encoded(filled.parameters(cited))}"
    return reference_response(reference_of(frame.words, query, cited, asked.name, address), suffix)


def _asked(request: Request, name: str) -> AskedVersion:
    return asked_version(VersionStore(request.app.state.settings.store), name)


def _answered(filled: FilledQuery, reader: Reader, then: Answered | None = None) -> Answered:
    """Return the answer of a version; a thing that is not in it has none."""
    try:
        answer = filled.answer(reader)
    except BadParameter:
        if then is None:
            raise
        text = bind(filled.query, filled.values)
        answer = Answer(filled.query.name, text, Form.SELECT, then.variables, (), reader.version)
    return Answered(answer.version, digest_of_answer(answer), answer.variables, answer.rows)


def _told(filled: FilledQuery, text: str, frame: Frame) -> CitedQuery:
    query = filled.query
    labels = {one.name: one.label.in_language(frame.lang) for one in query.parameters}
    return CitedQuery(
        query.title.in_language(frame.lang),
        frame.links.query(query.name, **filled.values),
        query.version,
        text.strip(),
        tuple((labels[name], value) for name, value in filled.values.items() if value),
        has_order(text),
        False,
    )


def _said(filled: FilledQuery, frame: Frame) -> list[str]:
    if filled.lost:
        return [
            frame.words(
                "The text of the query that was cited is not known here; the answers are those of its text of today."
            )
        ]
    if filled.changed:
        return [
            frame.words(
                "The query has another text today. Both answers are those of the text that was cited; its page says "
                "what changed in it."
            )
        ]
    return []


def _href(filled: FilledQuery, cited: CitedAnswer, frame: Frame) -> str:
    return frame.links.page(f"/queries/{filled.query.name}", **filled.parameters(cited))


def _references(filled: FilledQuery, cited: CitedAnswer, frame: Frame) -> tuple[tuple[str, str], ...]:
    path = f"/queries/{filled.query.name}/citation"
    given = filled.parameters(cited)
    return tuple((name, frame.links.page(f"{path}.{suffix}", **given)) for suffix, name in NAMES.items())


def _encoded(parameters: Mapping[str, object]) -> str:
    return urlencode([(name, str(value)) for name, value in parameters.items() if value not in (None, "")])
