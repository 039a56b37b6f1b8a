"""What is read off an article, before it becomes claims: one frozen record for each thing said, with its
passage.

Things are named by the slugs of the graph. A record without enough to stand on is not made.
"""

from dataclasses import dataclass
from typing import Final, Literal

from loaders.articles.citations import Citation
from loaders.articles.input.parts import Part


@dataclass(frozen=True)
class Passage:
    """Where a record is quoted from: code points of the article's text, half open."""

    start: int
    end: int
    part: Part = "body"


@dataclass(frozen=True)
class When:
    """A day, month, year or interval of days, ISO; `inferred` says why where the year is not printed."""

    start: str
    end: str | None = None
    passage: Passage | None = None
    inferred: str = ""

    def __str__(self) -> str:
        return self.start if self.end in (None, self.start) else f"{self.start}/{self.end}"


@dataclass(frozen=True)
class BodyName:
    """A body by the name that a text gives it: where its words stand, and the name that they make, which is longer
    where a title abbreviates it ("Minister of Health": "Ministry of Health").

    `place` is the place (slug) whose body it is where its name does not say so, and `reason` why.
    """

    name: str
    passage: Passage
    place: str | None = None
    reason: str = ""


@dataclass(frozen=True)
class Role:
    """A person holds a role in a body at the time the article speaks of.

    `body` is the slug of a body that is known, or empty; `named` is the body as the text names it, if it does. A role
    has one of them or both.
    """

    person: str
    role: str
    body: str
    passage: Passage
    printed: str
    as_of: When | None = None
    inferred: str = ""
    named: BodyName | None = None


@dataclass(frozen=True)
class Membership:
    """A body belongs to another, named in a list."""

    member: str
    organisation: str
    passage: Passage
    as_of: When | None = None


@dataclass(frozen=True)
class Event:
    """Something that took place: the article's own event, or one that a caption shows.

    `key` tells it from the others of the article: its kind, with its day where it is told beside the article's own.
    `about` is the body whose event it is where nobody is said to have held it; `others` are those that held it too,
    and `named` those of them that only the text names: they have no slug until `others` gets one for each. `also` are
    further kinds under which the article speaks of this same event, each with the words that say so.
    """

    key: str
    kind: str
    passage: Passage
    when: When | None = None
    place: str | None = None
    place_passage: Passage | None = None
    organiser: str | None = None
    organiser_passage: Passage | None = None
    ordinal: int | None = None
    about: str | None = None
    others: tuple[tuple[str, Passage], ...] = ()
    named: tuple[BodyName, ...] = ()
    also: tuple[tuple[str, Passage], ...] = ()


@dataclass(frozen=True)
class Participation:
    """Somebody took part in an event in a role: head-of-delegation, speaker, host, participant, elected, presenter,
    recipient, signatory.

    `named` is how the text names a body; `agent` is empty for one that only the text names.
    """

    event: str
    agent: str
    role: str
    passage: Passage
    on_behalf_of: str | None = None
    named: BodyName | None = None


@dataclass(frozen=True)
class Election:
    """A person was elected to a role in a body, which is given as in `Role`."""

    person: str
    role: str
    body: str
    passage: Passage
    term: str | None = None
    when: When | None = None
    named: BodyName | None = None


OF_EVENT: Final = "The report tells of it as what the body's event set or reviewed, and names no other party."
"""Why a body is a party of what it carries out alone."""


@dataclass(frozen=True)
class Party:
    """A body that signed an agreement or carries it out: the slug of a known one, or none; and how it is named.

    `inferred` says why where no words do.
    """

    body: str
    named: BodyName
    inferred: str = ""


@dataclass(frozen=True)
class Programme:
    """A programme, plan or agreement that the article tells of, with its period, its parties and what it is about.

    `body` is the cluster whose programme it is; `name` is where it is printed with what it is about; `rests_on` are the
    passages of the citations of what it carries out.
    """

    kind: str
    passage: Passage
    period: str | None = None
    body: str | None = None
    parties: tuple[Party, ...] = ()
    name: Passage | None = None
    rests_on: tuple[Passage, ...] = ()


@dataclass(frozen=True)
class Item:
    """One of an ordered list: a task or a recommendation, with its number and who speaks."""

    kind: Literal["task", "recommendation"]
    position: int
    passage: Passage
    speaker: str | None = None
    addressee: str | None = None


@dataclass(frozen=True)
class Speech:
    """Somebody's words, as the article gives them directly or indirectly: from what says whose they are to the end of
    the sentence."""

    speaker: str
    passage: Passage


@dataclass(frozen=True)
class CitationRecord:
    """A citation of a document as the library finds it, within the article; `issuer` is the body that issued it, where
    the library does not know that."""

    citation: Citation
    passage: Passage
    issuer: Party | None = None


@dataclass(frozen=True)
class PrintedName:
    """How a body, a person or a place that the article tells of is printed in it.

    `reason` says why it means this thing where that is a judgement; `in_context`: it means it in this article alone.
    """

    kind: Literal["place", "body", "person"]
    slug: str
    passage: Passage
    printed: str
    reason: str = ""
    in_context: bool = False


Record = (
    Role
    | Membership
    | Event
    | Participation
    | Election
    | Programme
    | Item
    | Speech
    | CitationRecord
    | PrintedName
)
