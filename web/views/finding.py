"""Show the finding of the first page: what cites, the documents that one report names, and what another says."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from pyoxigraph import Literal

from ontology.terms import dct, hn, schema
from queries.read.evidence import SourceRecord
from queries.read.finding import FindingRecord
from queries.read.texts import Piece, Texts
from queries.read.trace.matrix import CitedWords
from web.languages import Words
from web.page_context import firm, firm_numbers
from web.views.terms import RenderedTerm, TermRenderer, kind_word

_PAIR: Final = 2


@dataclass(frozen=True)
class CitedDocument:
    """A document of the finding: its type and number, its issuer (empty where unknown), the day of issue (ISO) and its
    title.
    """

    link: RenderedTerm
    short: str
    issuer: str
    issued: str
    title: RenderedTerm | None


@dataclass(frozen=True)
class Report:
    """A report: its page, what it is called in a line (its publisher, where one is known), and its language."""

    link: RenderedTerm
    name: str
    language: str


@dataclass(frozen=True)
class Wording:
    """Words as printed, the link to their passage, and the sentence in which they stand, in pieces: empty without the
    text.
    """

    text: str
    language: str
    href: str
    sentence: tuple[Piece, ...] = ()


@dataclass(frozen=True)
class Finding:
    """What the first page shows. `headline` says it in a sentence, `silence` what the other report lacks; `signed` is
    where, when and by how many what cites was signed.

    `sentence` has the words marked by the numbers of the documents, where texts are there; `words` are the printed
    wordings. `in_place` are the other report's words, at the same place where `same_place` holds. `both` leads to the
    two reports side by side. `unread` reports more tell of it.
    """

    headline: str
    silence: str
    kind: str
    citing: RenderedTerm
    signed: str
    trace: str
    count: int
    documents: tuple[CitedDocument, ...]
    naming: Report
    silent: Report
    both: str
    sentence: tuple[Piece, ...]
    words: tuple[Wording, ...]
    in_place: tuple[Wording, ...]
    same_place: bool
    inferred: bool
    unread: int


def finding_of(record: FindingRecord, terms: TermRenderer, texts: Texts | None) -> Finding:
    """Make what the page shows of a finding."""
    kind, _, slug = record.citing.rpartition("/id/")[2].partition("/")
    naming, silent = _report(record.naming, terms), _report(record.silent, terms)
    return Finding(
        headline=_headline(record, terms),
        silence=_silence(record, terms),
        kind=terms.words("The programme") if kind == "programme" else kind_word(kind, terms.words),
        citing=terms.link(record.citing),
        signed=_signed(record, terms),
        trace=terms.links.trace(kind, slug),
        count=record.count,
        documents=tuple(_document(record, document, terms) for document, _ in record.cited),
        naming=naming,
        silent=silent,
        both=terms.links.entity(record.naming.iri, beside=record.silent.iri.rpartition("/")[2]),
        sentence=_sentence(texts, record.naming, [words for _, words in record.cited]),
        words=tuple(_wording(one, terms) for _, one in record.cited),
        in_place=_in_place(record, terms, texts),
        same_place=record.same_part,
        inferred=all(one.inferred for _, one in record.cited),
        unread=record.unread,
    )


def _publisher(source: SourceRecord, terms: TermRenderer) -> str:
    return terms.render(source.publisher).text if source.publisher is not None else ""


def _language(code: str, words: Words) -> str:
    """Return the name of a language as it stands within a sentence."""
    name = words.language(code)
    return name[:1].lower() + name[1:] if words.code == "vi" else name


def _report(source: SourceRecord, terms: TermRenderer) -> Report:
    link = terms.link(source.iri)
    publisher = _publisher(source, terms)
    if not publisher:
        return Report(link, link.text, source.language)
    if not source.language:
        return Report(link, publisher, "")
    language = _language(source.language, terms.words)
    name = terms.words("%(publisher)s, in %(language)s", publisher=publisher, language=language)
    return Report(link, name, source.language)


def _headline(record: FindingRecord, terms: TermRenderer) -> str:
    """Return what was found, in a sentence that holds of exactly these reports and their languages."""
    words, reports, naming = terms.words, record.reports, record.naming
    others = {one.language for one in reports if one.iri != naming.iri}
    publishers = {_publisher(one, terms) for one in reports}
    if len(record.names) > 1:
        return words.ngettext(
            "Of %(all)s reports on it, %(num)s names no document.",
            "Of %(all)s reports on it, %(num)s name no document.",
            len(reports) - len(record.names),
            all=words.number(len(reports)),
        )
    if len(reports) == _PAIR and len(publishers) == 1 and "" not in publishers:
        start = words("Two reports of %(publisher)s:", publisher=publishers.pop())
    elif len(reports) == _PAIR:
        start = words("Two reports on it:")
    else:
        start = words("%(num)s reports on it:", num=words.number(len(reports)))
    if naming.language and naming.language not in others and "" not in others:
        end = words.ngettext(
            "only the one in %(language)s names the document.",
            "only the one in %(language)s names the documents.",
            record.count,
            language=_language(naming.language, words),
        )
    else:
        end = words.ngettext("only one names the document.", "only one names the documents.", record.count)
    return f"{start} {end}"


def _silence(record: FindingRecord, terms: TermRenderer) -> str:
    """Return what the other report lacks, which its language tells from the rest, or else its publisher or nothing."""
    words, silent = terms.words, record.silent
    if silent.language and silent.language != record.naming.language:
        return words.ngettext(
            "The report in %(language)s does not name it.",
            "The report in %(language)s names none of them.",
            record.count,
            language=_language(silent.language, words),
        )
    if (publisher := _publisher(silent, terms)) and publisher != _publisher(record.naming, terms):
        return words.ngettext(
            "That of %(publisher)s does not name it.",
            "That of %(publisher)s names none of them.",
            record.count,
            publisher=publisher,
        )
    return words.ngettext("The other does not name it.", "The other names none of them.", record.count)


def _signed(record: FindingRecord, terms: TermRenderer) -> str:
    """Return where and when something was signed (an event: was) and by how many; empty where nothing is known."""
    words, event = terms.words, record.event
    place = record.first(event, schema.location)
    start, end = record.first(event, schema.startDate), record.first(event, schema.endDate)
    day = words.date(f"{start}/{end}" if start and end else start or end)
    where = ", ".join(filter(None, (terms.link(place).text if place else "", day)))
    if event == record.citing:
        return where
    signatories = len(record.said(record.citing, hn.signatory))
    number = words.ngettext("%(num)s signatory", "%(num)s signatories", signatories) if signatories else ""
    said = (
        words("Signed in %(place)s, %(day)s", place=terms.link(place).text, day=day)
        if place and day
        else where
    )
    return "; ".join(filter(None, (said, number)))


def _document(record: FindingRecord, document: str, terms: TermRenderer) -> CitedDocument:
    issuer = record.first(document, schema.legislationPassedBy)
    titles = [value for value in record.said(document, dct.title) if isinstance(value, Literal)]
    order = [*terms.languages, "vi"]
    titles.sort(
        key=lambda value: order.index(value.language or "") if value.language in order else len(order)
    )
    link = terms.link(document)
    return CitedDocument(
        link,
        short_name(link.text, record.first(document, schema.legislationIdentifier)),
        terms.link(issuer).text if issuer else "",
        record.issued(document),
        terms.render(titles[0]) if titles else None,
    )


def short_name(name: str, number: str) -> str:
    """Return the name of a document up to its number; the whole name where the number is not in it.

    >>> short_name("Directive 12-CT/TW of 5 January 2022", "12-CT/TW") == firm("Directive 12-CT/TW")
    True
    """
    head, found, _ = firm(name).partition(firm(number)) if number else (name, "", "")
    return head + found if found else name


def _sentence(texts: Texts | None, source: SourceRecord, places: Sequence[CitedWords]) -> tuple[Piece, ...]:
    if texts is None or not source.sha256:
        return ()
    return texts.sentence(source.sha256, [(one.start, one.end) for one in places]) or ()


def _in_place(record: FindingRecord, terms: TermRenderer, texts: Texts | None) -> tuple[Wording, ...]:
    """Return the words of the other report: where they stand at the same place, in their sentence."""
    together = _sentence(texts, record.silent, record.in_place) if record.same_part else ()
    made = [_wording(one, terms) for one in record.in_place]
    return tuple(replace(one, sentence=together) if not place else one for place, one in enumerate(made))


def _wording(one: CitedWords, terms: TermRenderer) -> Wording:
    return Wording(firm_numbers(one.wording), one.language, terms.links.entity(one.passage or one.citation))
