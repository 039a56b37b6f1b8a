"""Show the finding of the first page: a programme, the documents that one report names, and what the other says."""

from dataclasses import dataclass

from pyoxigraph import Literal

from queries.read.finding import FindingRecord
from queries.read.texts import Piece, Texts
from queries.read.trace.matrix import CitedWords
from web.views.terms import RenderedTerm, TermRenderer


@dataclass(frozen=True)
class CitedDocument:
    """A document of the finding: its issuer, the day of issue (ISO, empty where unknown) and its title."""

    link: RenderedTerm
    issuer: RenderedTerm | None
    issued: str
    title: RenderedTerm | None
    inferred: bool


@dataclass(frozen=True)
class Report:
    """A report: its page, who published it (empty where nobody says), and the tag of its language."""

    link: RenderedTerm
    publisher: str
    language: str


@dataclass(frozen=True)
class Finding:
    """What the first page shows.

    `sentence` has the words marked by the numbers of the documents, where texts are there; `words` are the printed
    wordings, each with its language and the link to its passage.
    """

    programme: RenderedTerm
    trace: str
    count: int
    documents: tuple[CitedDocument, ...]
    naming: Report
    silent: Report
    sentence: tuple[Piece, ...]
    words: tuple[tuple[str, str, str], ...]
    in_place: tuple[tuple[str, str, str], ...]
    inferred: bool


def finding_of(record: FindingRecord, terms: TermRenderer, texts: Texts | None) -> Finding:
    """Make what the page shows of a finding."""
    links = terms.links
    places = [(one.start, one.end) for _, one in record.cited]
    sentence = texts.sentence(record.naming.sha256, places) if texts and record.naming.sha256 else None

    def report(naming: bool) -> Report:
        source = record.naming if naming else record.silent
        publisher = terms.render(source.publisher).text if source.publisher is not None else ""
        return Report(terms.link(source.iri), publisher, source.language)

    kind, _, slug = record.programme.rpartition("/id/")[2].partition("/")
    return Finding(
        programme=terms.link(record.programme),
        trace=links.trace(kind, slug),
        count=record.count,
        documents=tuple(_document(record, document, words, terms) for document, words in record.cited),
        naming=report(True),
        silent=report(False),
        sentence=sentence or (),
        words=tuple(_words(one, terms) for _, one in record.cited),
        in_place=tuple(_words(one, terms) for one in record.in_place),
        inferred=all(one.inferred for _, one in record.cited),
    )


def _document(record: FindingRecord, document: str, words: CitedWords, terms: TermRenderer) -> CitedDocument:
    issuer = record.issuer(document)
    titles = [value for value in record.titles(document) if isinstance(value, Literal)]
    order = [*terms.languages, "vi"]
    titles.sort(
        key=lambda value: order.index(value.language or "") if value.language in order else len(order)
    )
    return CitedDocument(
        terms.link(document),
        terms.link(issuer) if issuer else None,
        record.issued(document),
        terms.render(titles[0]) if titles else None,
        words.inferred,
    )


def _words(one: CitedWords, terms: TermRenderer) -> tuple[str, str, str]:
    """Return words as printed, their language, and the link to their passage."""
    return one.wording, one.language, terms.links.entity(one.passage or one.citation)
