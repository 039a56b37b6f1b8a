"""The course in SPARQL as pages show it: the steps, and what came of a reader's answer to an exercise."""

from dataclasses import dataclass
from typing import Final

from queries.course.comparison import Outcome
from queries.course.steps import Step, steps
from web.languages import N_
from web.page_context import Frame


@dataclass(frozen=True)
class Piece:
    """A piece of a paragraph; `code` is one in SPARQL."""

    text: str
    code: bool


Paragraph = tuple[Piece, ...]


@dataclass(frozen=True)
class Verdict:
    """What came of a check, and what to do next; `right` where the exercise is done."""

    right: bool
    text: str


@dataclass(frozen=True)
class StepLink:
    """A step as it is listed."""

    number: int
    title: str
    href: str


@dataclass(frozen=True)
class StepView:
    """One step beside the editor: `query` is its query, `changed` the one to try, with where each is answered."""

    number: int
    count: int
    title: str
    href: str
    paragraphs: tuple[Paragraph, ...]
    query: str
    change: Paragraph
    changed: str
    changed_href: str
    task: Paragraph
    hint: Paragraph
    solution: str
    previous: StepLink | None
    next: StepLink | None
    verdict: Verdict | None


def pieces(text: str) -> Paragraph:
    """Take a paragraph apart; what stands between grave accents is SPARQL.

    >>> [(one.text, one.code) for one in pieces("change `?a` here")]
    [('change ', False), ('?a', True), (' here', False)]
    """
    parts = " ".join(text.split()).split("`")
    return tuple(Piece(part, bool(at % 2)) for at, part in enumerate(parts) if part)


def step_links(frame: Frame) -> tuple[StepLink, ...]:
    """Return every step as it is listed."""
    return tuple(
        StepLink(one.number, one.title.in_language(frame.lang), frame.links.course(one.number))
        for one in steps()
    )


def step_view(step: Step, frame: Frame, verdict: Verdict | None = None) -> StepView:
    """Return a step as it stands beside the editor."""
    lang, links = frame.lang, step_links(frame)
    changed = step.change.of(step.query)
    return StepView(
        step.number,
        len(links),
        step.title.in_language(lang),
        frame.links.course(step.number),
        tuple(pieces(one) for one in step.text.in_language(lang).split("\n\n")),
        step.query,
        pieces(step.change.text.in_language(lang)),
        changed,
        frame.links.course(step.number, query=changed),
        pieces(step.exercise.task.in_language(lang)),
        pieces(step.exercise.hint.in_language(lang)),
        step.exercise.answer,
        links[step.number - 2] if step.number > 1 else None,
        links[step.number] if step.number < len(links) else None,
        verdict,
    )


_SAID: Final = {
    Outcome.RIGHT: N_("Right."),
    Outcome.COLUMNS: N_("Not yet: the answer has %(right)s columns, yours has %(given)s."),
    Outcome.ROWS: N_("Not yet: the right answer has %(right)s rows, yours has %(given)s."),
    Outcome.VALUES: N_("Not yet: the number of rows is right, but not all that is in them."),
    Outcome.ORDER: N_("Not yet: the rows are right, but not in the order that was asked for."),
}


def verdict_of(outcome: Outcome, given: int, right: int, frame: Frame) -> Verdict:
    """Put the outcome of a comparison into words; `given` and `right` are the numbers that differ."""
    said = frame.words(_SAID[outcome], given=given, right=right)
    return Verdict(outcome is Outcome.RIGHT, said)
