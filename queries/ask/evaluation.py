"""Measure the answers to gold questions: right, wrong and abstained, with intervals, by language and kind of question.

What is right stands in tests/gold/questions/README.md: an accepted query with accepted values, or one that gives the
same rows; where the question should not be answered, no answer.
"""

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Any, Final

from graph.errors import BadParameter, InputError
from graph.store.reader import Reader
from graph.wilson import interval
from ontology.iris import ID
from queries.ask.answer import understood_as
from queries.ask.model import Understood
from queries.collection import catalogue
from queries.header import ParameterType
from queries.runner import run
from queries.sparql.binding import terms_of

UNANSWERABLE: Final = "not to be answered"


class Verdict(StrEnum):
    """What an answer is worth."""

    RIGHT = "right"
    WRONG = "wrong"
    ABSTAINED = "abstained"


@dataclass(frozen=True)
class GoldQuestion:
    """A question with the answers that are right (query and values); `abstain` where giving none is right."""

    id: str
    language: str
    text: str
    asked_on: date
    answers: tuple[tuple[str, dict[str, str]], ...]
    abstain: bool

    @property
    def group(self) -> str:
        """The group of the query that answers it best."""
        return catalogue()[self.answers[0][0]].group if self.answers else UNANSWERABLE


@dataclass(frozen=True)
class Judged:
    """A question, what was understood, and what that is worth."""

    question: GoldQuestion
    understood: Understood
    verdict: Verdict


@dataclass
class Measured:
    """All questions judged."""

    judged: list[Judged] = field(default_factory=list)

    def counts(self, *, language: str = "", group: str = "") -> Counter[Verdict]:
        """Return how many are right, wrong and abstained, of a language or group where one is given."""
        return Counter(
            one.verdict
            for one in self.judged
            if language in ("", one.question.language) and group in ("", one.question.group)
        )

    @property
    def answered(self) -> tuple[int, int]:
        """How many of the questions that have an answer are right, and how many these are."""
        having = [one for one in self.judged if one.question.answers]
        return sum(one.verdict is Verdict.RIGHT for one in having), len(having)

    def table(self) -> str:
        """Return the shares as lines of text."""
        lines = [
            f"{'':22} {'questions':>9}  {'right':24} {'wrong':24} {'abstained':24}",
            _line("all", self.counts()),
        ]
        lines += [
            _line(language, self.counts(language=language))
            for language in sorted({one.question.language for one in self.judged})
        ]
        groups = Counter(one.question.group for one in self.judged)
        lines += [_line(group, self.counts(group=group)) for group, _ in groups.most_common()]
        right, having = self.answered
        kept = sum(one.verdict is Verdict.RIGHT for one in self.judged if not one.question.answers)
        none = len(self.judged) - having
        lines.append(
            f"\nof {having} that have an answer, {right} right; of {none} that have none, {kept} abstained"
        )
        return "\n".join(lines)

    def faults(self) -> Iterator[str]:
        """Yield a line for each question that is not right."""
        for one in self.judged:
            if one.verdict is Verdict.RIGHT:
                continue
            wanted = "; ".join(_said(*answer) for answer in one.question.answers) or UNANSWERABLE
            yield f"{one.verdict} {one.question.id} {one.question.text}"
            yield f"    wanted  {wanted}"
            yield f"    got     {_got(one.understood)}"


def _line(name: str, counts: Counter[Verdict]) -> str:
    cases = counts.total()
    return f"{name:22} {cases:9}  " + " ".join(f"{_share(counts[verdict], cases):24}" for verdict in Verdict)


def _share(count: int, cases: int) -> str:
    low, high = interval(count, cases)
    return f"{count:4} {count / max(cases, 1):6.1%} ({low:.1%}-{high:.1%})"


def _said(query: str, values: dict[str, str]) -> str:
    return f"{query} " + " ".join(f"{name}={value.removeprefix(ID)}" for name, value in values.items())


def _got(understood: Understood) -> str:
    if understood.reading is None:
        near = "; ".join(_said(one.query.name, one.values) for one in understood.nearest)
        return f"nothing: {understood.why} {' '.join(understood.words)}; nearest {near or 'none'}"
    return _said(understood.reading.query.name, understood.reading.values)


def read_gold(path: Path) -> list[GoldQuestion]:
    """Read a file of gold questions. Raises InputError where it is none."""
    try:
        given: list[dict[str, Any]] = json.loads(path.read_text("utf-8"))
        return [
            GoldQuestion(
                one["id"],
                one["language"],
                one["text"],
                date.fromisoformat(one["asked_on"]) if "asked_on" in one else date.today(),
                tuple((answer["query"], dict(answer["params"])) for answer in one.get("answers", ())),
                bool(one.get("abstain")),
            )
            for one in given
        ]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise InputError(
            "%(path)s is no file of gold questions: %(error)s",
            hint="Its form stands in tests/gold/questions/README.md.",
            values={"path": path, "error": str(error)},
        ) from error


def evaluate(reader: Reader, questions: list[GoldQuestion]) -> Measured:
    """Ask every question on its day and judge what is understood."""
    found = Measured()
    for question in questions:
        understood = understood_as(reader, question.text, question.asked_on)
        found.judged.append(Judged(question, understood, judge(reader, question, understood)))
    return found


def judge(reader: Reader, question: GoldQuestion, understood: Understood) -> Verdict:
    """Return what an answer is worth."""
    if understood.reading is None:
        return Verdict.RIGHT if question.abstain else Verdict.ABSTAINED
    name, values = understood.reading.query.name, understood.reading.values
    if any(query == name and _accepted(name, accepted, values) for query, accepted in question.answers):
        return Verdict.RIGHT
    rows = _rows(reader, name, values)
    if rows and any(
        _rows(reader, query, _first_days(query, accepted)) == rows for query, accepted in question.answers
    ):
        return Verdict.RIGHT
    return Verdict.WRONG


def _accepted(name: str, accepted: dict[str, str], values: dict[str, str]) -> bool:
    """Whether values are those that are accepted: the same terms, and days within the periods."""
    given = terms_of(catalogue()[name], values)
    ends = [terms_of(catalogue()[name], _day_of(name, accepted, at)) for at in (0, -1)]
    for terms in (given, *ends):
        terms.pop("language", None)
    if given.keys() != ends[0].keys():
        return False
    return all(ends[0][key].value <= term.value <= ends[1][key].value for key, term in given.items())


def _first_days(name: str, values: dict[str, str]) -> dict[str, str]:
    return _day_of(name, values, 0)


def _day_of(name: str, values: dict[str, str], at: int) -> dict[str, str]:
    """Return values with the first (0) or last (-1) day of each period."""
    days = {p.name for p in catalogue()[name].parameters if p.type is ParameterType.DATE}
    return {key: value.split("/")[at] if key in days else value for key, value in values.items()}


def _rows(
    reader: Reader, name: str, values: dict[str, str]
) -> tuple[tuple[str, ...], tuple[str, ...]] | None:
    """Return the columns and sorted rows of an answer; None where it has no rows or the graph has no such thing."""
    try:
        answer = run(reader, name, values)
    except BadParameter:
        return None
    return (answer.variables, tuple(sorted(map(str, answer.rows)))) if answer.rows else None
