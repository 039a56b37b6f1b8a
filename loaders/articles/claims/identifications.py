"""Which names of an article mean their things by judgement, and what of its records rests on that.

A name that stands where a record is quoted from, or is the only one that the article has of the thing, is what the
record was read by.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from loaders.articles.claims.printed_names import concept_of_body, told
from loaders.articles.claims.text_people import TextPeople
from loaders.articles.records import Election, Item, Participation, Passage, PrintedName, Record, Role, Speech


def identified(records: Iterable[Record], people: TextPeople) -> tuple[Record, ...]:
    """Return the records with the people whom their names mean."""
    return tuple(_identified(record, people) for record in records)


def _identified(record: Record, people: TextPeople) -> Record:
    match record:
        case Role() | Election():
            return replace(record, person=people.whom(record.person, record.body))
        case Participation(named=None) if not concept_of_body(record.agent):
            return replace(record, agent=people.whom(record.agent, record.on_behalf_of or ""))
        case Item(speaker=str(speaker)):
            return replace(record, speaker=people.whom(speaker))
        case Speech():
            return replace(record, speaker=people.whom(record.speaker))
        case PrintedName(kind="person"):
            reason = people.reasons.get(record.slug, "")
            return replace(record, slug=people.whom(record.slug), reason=reason)
        case _:
            return record


class Grounds:
    """The judged names of an article by what they mean, to ask what a record rests on."""

    def __init__(self, records: Iterable[Record]) -> None:
        self._names: Mapping[tuple[str, str], list[PrintedName]] = defaultdict(list)
        for record in records:
            if isinstance(record, PrintedName):
                self._names[record.kind, record.slug].append(record)

    def of(self, record: Record) -> tuple[PrintedName, ...]:
        """Return the names by judgement that a record was read by."""
        if isinstance(record, PrintedName):
            return ()
        found = dict.fromkeys(n for thing in told(record) for n in self._judged(thing, record.passage))
        return tuple(found)

    def _judged(self, thing: tuple[str, str], passage: Passage) -> Iterator[PrintedName]:
        names = self._names.get(thing, ())
        here = [n for n in names if passage.start <= n.passage.start and n.passage.end <= passage.end]
        used = here or names
        if all(name.reason for name in used):
            yield from used
