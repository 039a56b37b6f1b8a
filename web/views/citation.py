"""How the answer to a query is cited: the block below it, and the page that a citation leads to later.

An address with the version of the data and the hash of the answer says what was cited, with nothing kept anywhere. The
page says whether the answer is still that one, what came and went in it since, and by which claims.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from pyoxigraph import NamedNode

from graph.limits import LIMITS
from graph.store.reader import Reader, VersionName
from queries.export.digest import AnswerDigest
from queries.export.references import WORK, WRITERS, Cited
from queries.read.claim_changes import ClaimChange, ClaimChanges, read_claim_changes
from queries.read.labels import Labels, read_labels
from queries.read.rows import text_of
from web.languages import N_, Words
from web.page_context import Frame
from web.urls import Links
from web.views.changes import ChangeRow, change_rows
from web.views.query_results import ResultTable, Rows, iris_shown, result_table
from web.views.terms import RenderedTerm, TermRenderer, property_label

MOST: Final = LIMITS.citation_rows
NAMES: Final = {"bib": "BibTeX", "ris": "RIS", "csl": "CSL-JSON"}
"""What the formats of references are called."""
assert NAMES.keys() == WRITERS.keys()


class Verdict(StrEnum):
    """What became of an answer that was cited."""

    SAME = "same"
    CHANGED = "changed"
    REORDERED = "reordered"
    GONE_SAME = "gone-same"
    GONE = "gone"
    OTHER = "other"


_TITLES: Final = {
    Verdict.SAME: N_("The same"),
    Verdict.CHANGED: N_("Changed"),
    Verdict.REORDERED: N_("The same rows in another order"),
    Verdict.GONE_SAME: N_("The version is gone, the answer is the same"),
    Verdict.GONE: N_("The version is gone"),
    Verdict.OTHER: N_("Not what was cited"),
}


@dataclass(frozen=True)
class CitedAnswer:
    """What a citation says: the version of the data by number, the hash of the answer, its rows (None: not said), and
    the hash that no order of the rows changes (empty: not said).
    """

    version: int
    sha256: str
    rows: int | None = None
    unordered: str = ""

    def parameters(self) -> dict[str, object]:
        """Return what an address says of it."""
        return {
            "version": self.version,
            "sha256": self.sha256,
            "rows": self.rows,
            "unordered": self.unordered,
        }


@dataclass(frozen=True)
class CitedQuery:
    """The query of a citation: what it is called, where it stands, the hash of its text and its first digits, the text,
    its values as they are named, and whether it orders its rows. `graph` says that its answer is one.
    """

    title: str
    href: str
    sha256: str
    text: str
    values: tuple[tuple[str, str], ...]
    ordered: bool
    graph: bool

    @property
    def file(self) -> str:
        """What the file is called whose hash is cited."""
        return "N-Triples" if self.graph else "CSV"


@dataclass(frozen=True)
class Answered:
    """The answer of a version: what tells it from others, and its rows where they are few enough to be compared."""

    version: VersionName
    digest: AnswerDigest
    variables: tuple[str, ...] = ()
    rows: Rows | None = None


@dataclass(frozen=True)
class Fact:
    """A line of what was cited."""

    label: str
    text: str
    href: str = ""
    code: bool = False


@dataclass(frozen=True)
class CiteBlock:
    """What stands below an answer. `action` is where the form is sent, with these `fields`; without a form (empty) the
    `links` lead to the formats. `why` says why the answer cannot be cited; `sha256` is in groups of eight digits.
    """

    why: str
    before: str = ""
    sha256: tuple[str, ...] = ()
    order: str = ""
    action: str = ""
    fields: tuple[tuple[str, str], ...] = ()
    address: str = ""
    links: tuple[tuple[str, str], ...] = ()
    formats: tuple[tuple[str, str], ...] = tuple(NAMES.items())


@dataclass(frozen=True)
class ClaimRow:
    """A claim that came or went: what it says of what, in which source, with the way to its passage."""

    gained: bool
    thing: RenderedTerm
    property: str
    value: RenderedTerm
    source: RenderedTerm
    href: str
    decided: bool


@dataclass(frozen=True)
class OtherChange:
    """What changed for a thing without a claim."""

    thing: RenderedTerm
    rows: tuple[ChangeRow, ...]
    count: int
    href: str


@dataclass(frozen=True)
class CitationPage:
    """What the page of a citation shows."""

    kind: str
    title: str
    verdict: str
    said: str
    still: tuple[str, ...]
    reference: str
    facts: tuple[Fact, ...]
    command: str
    references: tuple[tuple[str, str], ...]
    answer_then: str
    answer_now: str
    lost: ResultTable | None
    gained: ResultTable | None
    claims: tuple[ClaimRow, ...]
    claim_count: int
    others: tuple[OtherChange, ...]
    between: tuple[int, int] | None
    text: str


def groups(sha256: str) -> tuple[str, ...]:
    """Return a hash in groups of eight digits, which people compare.

    >>> groups("bfa56cbe0706270a")
    ('bfa56cbe', '0706270a')
    """
    return tuple(sha256[at : at + 8] for at in range(0, len(sha256), 8))


def version_words(words: Words, version: VersionName | None, number: int) -> str:
    """Return how a version is called: its release name and its number."""
    if version is not None and version.release:
        return words("data release %(name)s (version %(number)s)", name=version.label, number=number)
    return words("data version %(name)s", name=number)


def told(words: Words, query: CitedQuery, cited: CitedAnswer) -> str:
    """Return what a reference says of an answer beside its address."""
    said = words("Query %(hash)s", hash=query.sha256[:24])
    values = "; ".join(f"{name}={value}" for name, value in query.values)
    rows = "" if cited.rows is None else words.ngettext("%(num)s row", "%(num)s rows", cited.rows)
    sha256 = words("SHA-256 of its %(file)s %(hash)s", file=query.file, hash=cited.sha256)
    return ". ".join(one for one in (said, values, rows, sha256) if one)


def reference_of(
    words: Words, query: CitedQuery, cited: CitedAnswer, version: VersionName | None, address: str
) -> Cited:
    """Return what reference managers are told of an answer."""
    return Cited(
        query.title,
        address,
        version.label if version is not None else str(cited.version),
        version.created[:10] if version is not None else "",
        told(words, query, cited),
        f"answer-{query.sha256[:12]}-{cited.sha256[:12]}",
    )


def in_words(words: Words, cited: Cited, version: VersionName | None, number: int) -> str:
    """Return a reference as a sentence."""
    work = f"{WORK}, {version_words(words, version, number)}"
    if cited.day:
        work += f", {words.date(cited.day)}"
    return f"“{cited.name}”. {work}. {cited.note}. {cited.address}"


def order_note(words: Words, query: CitedQuery) -> str:
    """Return what is to be known of the order of the rows."""
    if query.ordered or query.graph:
        return ""
    return words(
        "The query has no ORDER BY: the rows come in the order of the engine, the same each time. The citation also "
        "tells whether rows are the same in another order."
    )


def cite_block(
    words: Words, query: CitedQuery, version: VersionName, digest: AnswerDigest | None, action: str
) -> CiteBlock:
    """Return what stands below an answer; without a digest that is made when the form is sent to `action`."""
    if not version.number:
        return CiteBlock(
            words("This service reads from an endpoint, which keeps no versions: what it answers can change.")
        )
    data = _data(words, version, version.number)
    fields = [("query", query.text), ("version", str(version.number))]
    if digest is None:
        before = words(
            "Hữu Nghị, %(data)s: answer to the query “%(title)s”. The hash of its %(file)s is made when you cite it",
            data=data,
            title=query.title,
            file=query.file,
        )
        return CiteBlock("", before, (), order_note(words, query), action, tuple(fields))
    before = words(
        "Hữu Nghị, %(data)s: answer to the query “%(title)s”, %(rows)s, SHA-256 of its %(file)s",
        data=data,
        title=query.title,
        rows=words.ngettext("%(num)s row", "%(num)s rows", digest.rows),
        file=query.file,
    )
    fields += [("sha256", digest.sha256), ("rows", str(digest.rows)), ("unordered", digest.unordered)]
    return CiteBlock("", before, groups(digest.sha256), order_note(words, query), action, tuple(fields))


@dataclass(frozen=True)
class Kept:
    """What is needed to compare: the answers then and now, and readers of their versions; None for what is gone."""

    then: Answered | None
    now: Answered
    older: Reader | None
    newer: Reader


@dataclass(frozen=True)
class Addresses:
    """Addresses of a citation itself and of the file that was hashed, in full; links to the answers then and now, and
    to the references by the names of their formats.
    """

    citation: str
    file: str
    then: str
    now: str
    references: tuple[tuple[str, str], ...]


def verdict_of(cited: CitedAnswer, kept: Kept) -> Verdict:
    """Return what became of an answer."""
    then, now = kept.then, kept.now
    if then is None:
        return Verdict.GONE_SAME if now.digest.sha256 == cited.sha256 else Verdict.GONE
    if then.digest.sha256 != cited.sha256:
        return Verdict.REORDERED if cited.unordered == then.digest.unordered else Verdict.OTHER
    if now.digest.sha256 == cited.sha256:
        return Verdict.SAME
    return Verdict.REORDERED if now.digest.unordered == then.digest.unordered else Verdict.CHANGED


def citation_page(
    frame: Frame,
    query: CitedQuery,
    cited: CitedAnswer,
    kept: Kept,
    addresses: Addresses,
    still: tuple[str, ...] = (),
) -> CitationPage:
    """Fill the page of a citation; `still` is what else is to be said."""
    words = frame.words
    verdict = verdict_of(cited, kept)
    version = kept.then.version if kept.then is not None else None
    reference = reference_of(words, query, cited, version, addresses.citation)
    lost, gained, labels_then, labels_now, changes = _compared(kept)
    differs = verdict in (Verdict.CHANGED, Verdict.REORDERED, Verdict.OTHER)
    facts = [
        Fact(words("Query"), query.title, query.href),
        Fact(words("Version of the query"), query.sha256, code=True),
        *(Fact(name, value) for name, value in query.values),
        Fact(words("Data"), _data(words, version, cited.version)),
    ]
    if cited.rows is not None:
        facts.append(Fact(words("Rows"), words.number(cited.rows)))
    facts.append(
        Fact(words("SHA-256 of its %(file)s", file=query.file), " ".join(groups(cited.sha256)), code=True)
    )
    then_terms = TermRenderer(words, _in_version(frame, cited.version), labels_then)
    now_terms = TermRenderer(words, _in_version(frame, None), labels_now)
    return CitationPage(
        kind=verdict.value,
        title=query.title,
        verdict=words(_TITLES[verdict]),
        said=_said(words, verdict, cited, kept),
        still=(*_still(words, verdict, kept, query), *still),
        reference=in_words(words, reference, version, cited.version),
        facts=tuple(facts),
        command=f"curl -s '{addresses.file}' | sha256sum" if version is not None else "",
        references=addresses.references,
        answer_then=addresses.then if version is not None else "",
        answer_now=addresses.now,
        lost=_table(kept.then, lost, then_terms) if lost and kept.then else None,
        gained=_table(kept.now, gained, now_terms) if gained else None,
        claims=tuple(_claim_row(one, then_terms, now_terms) for one in changes.claims),
        claim_count=changes.count,
        others=tuple(
            OtherChange(
                now_terms.link(thing),
                change_rows(some.changes[:MOST], now_terms, then_terms),
                some.count,
                frame.links.page(
                    "/changes", iri=thing, **{"from": cited.version, "to": kept.now.version.number}
                ),
            )
            for thing, some in changes.others
        ),
        between=(cited.version, kept.now.version.number) if differs and version is not None else None,
        text=query.text,
    )


def _in_version(frame: Frame, version: int | None) -> Links:
    kept = tuple(pair for pair in frame.links.kept if pair[0] != "version")
    return Links((*kept, ("version", str(version))) if version is not None else kept)


def _data(words: Words, version: VersionName | None, number: int) -> str:
    said = version_words(words, version, number)
    return f"{said}, {words.date(version.created[:10])}" if version is not None else said


def _said(words: Words, verdict: Verdict, cited: CitedAnswer, kept: Kept) -> str:
    then, now = cited.version, kept.now.version.number
    match verdict:
        case Verdict.SAME if then == now:
            return words(
                "Version %(then)s of the data is the current one, and its answer is the one that was cited, byte by "
                "byte.",
                then=then,
            )
        case Verdict.SAME:
            return words(
                "The answer of today, in version %(now)s of the data, is the one that was cited from version %(then)s, "
                "byte by byte.",
                then=then,
                now=now,
            )
        case Verdict.CHANGED:
            return words(
                "The answer of version %(then)s is kept, and is the one that was cited, byte by byte. In version "
                "%(now)s, today, it is another one.",
                then=then,
                now=now,
            )
        case Verdict.REORDERED:
            return words(
                "The rows are those that were cited; they come in another order now, for the engine or the data "
                "changed and the query does not say in which order they come."
            )
        case Verdict.GONE_SAME:
            return words(
                "Version %(then)s of the data is no longer kept. The answer of today, in version %(now)s, is the one "
                "that was cited, byte by byte.",
                then=then,
                now=now,
            )
        case Verdict.GONE:
            return words(
                "Version %(then)s of the data is no longer kept, so the answer that was cited cannot be given again. "
                "In version %(now)s, today, it is another one.",
                then=then,
                now=now,
            )
        case Verdict.OTHER:
            return words(
                "The answer of version %(then)s has another hash than this citation. The address was changed on its "
                "way, or it was made elsewhere.",
                then=then,
            )


def _still(words: Words, verdict: Verdict, kept: Kept, query: CitedQuery) -> Iterator[str]:
    """Yield what else is to be said."""
    rows = words.ngettext("%(num)s row", "%(num)s rows", kept.now.digest.rows)
    if verdict in (Verdict.GONE, Verdict.CHANGED):
        yield words(
            "The answer of today has %(rows)s; the SHA-256 of its %(file)s is %(hash)s.",
            rows=rows,
            file=query.file,
            hash=kept.now.digest.sha256,
        )
    if verdict is Verdict.GONE:
        yield words(
            "Whoever kept the %(file)s can still tell by its SHA-256 that it is what was cited. Versions with a "
            "release name are kept for good.",
            file=query.file,
        )
    if verdict is Verdict.CHANGED and (kept.now.rows is None or kept.then is None or kept.then.rows is None):
        yield words(
            "The answers are too large to be compared row by row here; both can be downloaded.",
        )


def _compared(kept: Kept) -> tuple[Rows, Rows, Labels, Labels, ClaimChanges]:
    """Return the rows that went and that came, the labels of what they name, and the claims of these things."""
    then, now = kept.then, kept.now
    nothing = Labels()
    if then is None or then.rows is None or now.rows is None or kept.older is None:
        return (), (), nothing, nothing, ClaimChanges()
    if then.digest.sha256 == now.digest.sha256:
        return (), (), nothing, nothing, ClaimChanges()
    before, after = Counter(then.rows), Counter(now.rows)
    lost, gained = tuple((before - after).elements()), tuple((after - before).elements())
    things = [term.value for row in (*gained, *lost) for term in row if isinstance(term, NamedNode)]
    changes = read_claim_changes(kept.older, kept.newer, things)
    labels = []
    for reader, rows, variables, wanted in (
        (kept.older, lost, then.variables, False),
        (kept.newer, gained, now.variables, True),
    ):
        iris = [*iris_shown(variables, rows)]
        for one in changes.claims:
            if one.gained == wanted or reader is kept.newer:
                iris += _named(one)
        for thing, some in changes.others:
            iris += [thing, *(text_of(one.value) for one in some.changes if isinstance(one.value, NamedNode))]
        labels.append(read_labels(reader, iris))
    return lost, gained, labels[0], Labels({**labels[0].of, **labels[1].of}), changes


def _named(one: ClaimChange) -> Iterator[str]:
    claim = one.claim
    yield claim.subject
    yield claim.source
    if isinstance(claim.value, NamedNode):
        yield claim.value.value


def _table(answered: Answered, rows: Rows, terms: TermRenderer) -> ResultTable:
    table = result_table(answered.variables, rows[:MOST], terms)
    return ResultTable(table.columns, table.rows, len(rows))


def _claim_row(one: ClaimChange, then: TermRenderer, now: TermRenderer) -> ClaimRow:
    terms = now if one.gained or one.decided else then
    claim = one.claim
    return ClaimRow(
        one.gained,
        terms.link(claim.subject),
        property_label(claim.predicate, terms.words).text,
        terms.render(claim.value),
        terms.link(claim.source),
        terms.links.reader(claim.source, claim.passage) if claim.passage else terms.links.entity(claim.claim),
        one.decided,
    )
