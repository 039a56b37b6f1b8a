"""The answer of a trace in one sentence: what is cited there, by which report alone, and what by words that name none;
or what cites a document, and since when.

Made by rule of the references and of how the reports were read: that a report names nothing is said only of one that
was read whole.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Final

from ontology.kinds import kind_of
from queries.read.trace import Direction, Meaning, Reference, Relation, Report, TraceRecord
from queries.read.trace.readings import ReadState
from web.languages import N_, Words
from web.views.trace.years import later, years_of

HEADS: Final = {
    "document": N_("Trace of a document"),
    "programme": N_("Trace of a programme"),
    "event": N_("Trace of an event"),
    "congress": N_("Trace of a congress"),
    "organisation": N_("Trace of an organisation"),
    "person": N_("Trace of a person"),
    "speech": N_("Trace of a speech"),
    "term": N_("Trace of a term"),
    "period": N_("Trace of a period"),
    "task": N_("Trace of a task"),
    "recommendation": N_("Trace of a recommendation"),
}
"""Kind of thing -> what stands above its name."""
_ITS_OWN: Final = frozenset({"programme", "speech", "document", "task", "recommendation"})
"""Kinds that cite themselves, and whose parts count as theirs."""


def head_of(record: TraceRecord, words: Words) -> str:
    """Return what sort of trace it is."""
    return words(
        HEADS.get(kind_of(record.scope.thing), N_("Trace")) if record.scope.thing else N_("Trace of years")
    )


def lead_of(record: TraceRecord, words: Words) -> str:
    """Return the answer of a trace."""
    table = record.table
    said = [
        _cited(record, table.of(Direction.CITED), words),
        _named(table.of(Direction.NAMED), words),
        _may_mean(table.of(Direction.CITED), table.of(Direction.MAY_BE_MEANT), words),
        _cites(record, table.of(Direction.CITES), words),
    ]
    lead = " ".join(filter(None, said)) or _nothing(record, words)
    if record.more or record.params.part > 1:
        return words("Part %(number)s of this trace: %(lead)s", number=record.params.part, lead=lead)
    return lead


# -- who cites -------------------------------------------------------------------------------------------------------


def _counted(kind: str, number: int, words: Words) -> str:
    """Return how many things of a kind there are."""
    match kind:
        case "event":
            return words.ngettext("%(count)s event", "%(count)s events", number)
        case "congress":
            return words.ngettext("%(count)s congress", "%(count)s congresses", number)
        case "programme":
            return words.ngettext("%(count)s programme", "%(count)s programmes", number)
        case "speech":
            return words.ngettext("%(count)s speech", "%(count)s speeches", number)
        case "document":
            return words.ngettext("%(count)s document", "%(count)s documents", number)
        case "task":
            return words.ngettext("%(count)s task", "%(count)s tasks", number)
        case "recommendation":
            return words.ngettext("%(count)s recommendation", "%(count)s recommendations", number)
    return words.ngettext("%(count)s thing", "%(count)s things", number)


def things_counted(things: Iterable[str], words: Words) -> str:
    """Return things counted by their kinds, the most of a kind first."""
    counts = Counter(kind_of(thing) for thing in things)
    ordered = sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))
    return words.list([_counted(kind, number, words) for kind, number in ordered])


def _citers(references: Iterable[Reference]) -> list[str]:
    return sorted({one.citing for row in references for one in row.citers})


def _who(record: TraceRecord, citing: Sequence[str], words: Words) -> str:
    """Return what cites, as the subject of a sentence."""
    thing, kind = record.scope.thing, kind_of(record.scope.thing)
    if thing in citing:
        own = words("This congress") if kind == "congress" else words("This event")
        others = [one for one in citing if one != thing]
        return words.list([own, things_counted(others, words)]) if others else own
    counted = things_counted(citing, words)
    match kind if thing else "years":
        case "organisation":
            text = words("%(things)s in which it has a part", things=counted)
        case "person":
            text = words("%(things)s by this person", things=counted)
        case "term" | "period":
            text = words("%(things)s for this time", things=counted)
        case "years":
            text = words("%(things)s of %(years)s", things=counted, years=years_of(record.scope, words))
        case _:
            text = counted
    return _capital(text)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


# -- what is cited ---------------------------------------------------------------------------------------------------


def _cites(record: TraceRecord, rows: Sequence[Reference], words: Words) -> str:
    """Say what is cited: documents, by which reports, and what else words mean."""
    if not rows:
        return ""
    citing = _citers(rows)
    own = citing == [record.scope.thing] and kind_of(record.scope.thing) in _ITS_OWN
    cited = sorted({row.things[0] for row in rows if row.meaning is Meaning.DOCUMENT})
    others = sum(row.meaning is not Meaning.DOCUMENT for row in _meant_once(rows))
    what = things_counted(cited, words) + _by_reports(record, rows, words) if cited else ""
    counted = words.ngettext("%(count)s more thing", "%(count)s more things", others)
    if not cited:
        counted = words.ngettext("%(count)s thing", "%(count)s things", others)
    if own:
        return _it_cites(what, counted if others else "", words)
    return _they_cite(_who(record, citing, words), len(citing), what, counted if others else "", words)


def _it_cites(what: str, more: str, words: Words) -> str:
    if what and more:
        return words(
            "It cites %(what)s, and %(more)s by words that name no one document.", what=what, more=more
        )
    if what:
        return words("It cites %(what)s.", what=what)
    return words("It cites no document by name, but %(more)s by words that name no one document.", more=more)


def _they_cite(who: str, number: int, what: str, more: str, words: Words) -> str:
    if what and more:
        return words.ngettext(
            "%(who)s cites %(what)s, and %(more)s by words that name no one document.",
            "%(who)s cite %(what)s, and %(more)s by words that name no one document.",
            number,
            who=who,
            what=what,
            more=more,
        )
    if what:
        return words.ngettext("%(who)s cites %(what)s.", "%(who)s cite %(what)s.", number, who=who, what=what)
    return words.ngettext(
        "%(who)s cites no document by name, but %(more)s by words that name no one document.",
        "%(who)s cite no document by name, but %(more)s by words that name no one document.",
        number,
        who=who,
        more=more,
    )


def _meant_once(rows: Iterable[Reference]) -> list[Reference]:
    """Return the references of different meaning: two things that cite may mean the same."""
    return list({row.key: row for row in rows}.values())


def _by_reports(record: TraceRecord, rows: Sequence[Reference], words: Words) -> str:
    """Say which of the reports name the documents, where that can be said of all of them; else nothing."""
    sections = record.table.sections
    if len(sections) != 1 or len(sections[0].rows) != len(rows):
        return ""
    reports = [one for one in sections[0].reports if one.source.iri]
    documents = {row.things[0] for row in rows if row.meaning is Meaning.DOCUMENT}
    naming = [one for one in reports if one.documents]
    if len(reports) < 2 or not naming:
        return ""
    if all(set(one.documents) == documents for one in reports):
        return words.ngettext(
            ", which %(count)s report names", ", which all %(count)s reports name", len(reports)
        )
    languages = Counter(one.source.language for one in reports)
    told = all(languages[one.source.language] == 1 and one.source.language for one in naming)
    if len(naming) > 1:
        named = words.list([_names(one, words) for one in naming])
        return words(", of which %(reports)s", reports=named) if told else ""
    if not all(one.whole for one in reports if one not in naming):
        return ""
    if told:
        language = named_language(naming[0].source.language, words)
        return words(", which only the %(language)s report names", language=language)
    return words(", which only one report names")


def _names(report: Report, words: Words) -> str:
    return words(
        "the %(language)s report names %(count)s",
        language=named_language(report.source.language, words),
        count=words.spelled(len(report.documents)),
    )


def named_language(code: str, words: Words) -> str:
    """Return the name of a language as it stands within a sentence.

    >>> from web.languages import words
    >>> named_language("ru", words("en")), named_language("ru", words("vi"))
    ('Russian', 'tiếng Nga')
    """
    name = words.language(code)
    return name[:1].lower() + name[1:] if words.code == "vi" else name


# -- what is cited by others ------------------------------------------------------------------------------------------


def _cited(record: TraceRecord, rows: Sequence[Reference], words: Words) -> str:
    """Say what cites a document, or what a body issued."""
    if not rows:
        return ""
    who = things_counted(_citers(rows), words)
    if any(row.citers[0].relation is Relation.ISSUED for row in rows):
        issued = len({row.things for row in rows})
        return _capital(
            words.ngettext(
                "%(count)s document that it issued is cited by %(who)s.",
                "%(count)s documents that it issued are cited by %(who)s.",
                issued,
                who=who,
            )
        )
    first, issued_on = record.first_cited, record.issued
    if not first:
        return words("Cited by %(who)s.", who=who)
    day = words.date(first)
    when = words("first on %(day)s", day=day) if len(first) == 10 else words("first in %(day)s", day=day)
    after = later(issued_on, first, words)
    if not after:
        return words("Cited by %(who)s, %(when)s.", who=who, when=when)
    return words(
        "Cited by %(who)s, %(when)s, %(after)s after it was issued.", who=who, when=when, after=after
    )


def _named(rows: Sequence[Reference], words: Words) -> str:
    """Say in whose words a congress, a body or a term is named without a document."""
    if not rows:
        return ""
    citing = _citers(rows)
    return words.ngettext(
        "%(who)s names it, and no document of it.",
        "%(who)s name it, and no document of it.",
        len(citing),
        who=_capital(things_counted(citing, words)),
    )


def _may_mean(cited: Sequence[Reference], rows: Sequence[Reference], words: Words) -> str:
    """Say how many wordings may mean a document."""
    number = len({one.citation for row in rows for one in row.words})
    if not number:
        return ""
    if cited:
        return _capital(
            words.ngettext(
                "In all reports, %(count)s more wording may mean it.",
                "In all reports, %(count)s more wordings may mean it.",
                number,
            )
        )
    return words.ngettext(
        "No report names it; %(count)s wording may mean it.",
        "No report names it; %(count)s wordings may mean it.",
        number,
    )


# -- where nothing is known -------------------------------------------------------------------------------------------


def _nothing(record: TraceRecord, words: Words) -> str:
    """Say that nothing is cited, as far as reports were read."""
    if record.params.filter.chosen:
        return words("Nothing here has all that was chosen.")
    if record.is_document:
        return words("No source says that anything cites it.")
    if not record.scope.thing:
        return words("No source says that anything is cited in these years.")
    states = Counter(one.state for one in record.reports)
    read = states[ReadState.SILENT] + states[ReadState.OPEN]
    if states[ReadState.OPEN]:
        return words("No citation by it is accepted yet; one is proposed.")
    if read:
        return words.ngettext(
            "No report names a document that it cites; %(count)s was read whole.",
            "No report names a document that it cites; %(count)s were read whole.",
            read,
        )
    if record.reports:
        return words("What it cites is not known: no report of it was read whole.")
    return words("No source says that anything is cited here.")
