"""Measure an extractor on texts with gold answers: precision and recall, with intervals, by kind and language."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path, PurePath
from typing import Final

from graph.errors import InputError
from graph.wilson import interval
from loaders.articles.claims.trust import Measured
from loaders.articles.evaluation.gold import Answers, read_gold
from loaders.articles.evaluation.judge import CITATIONS, KINDS, Judged, Verdict, judge
from loaders.articles.evaluation.names import Names
from loaders.articles.evaluation.seen import refuse_seen
from loaders.articles.evaluation.tables import extract
from loaders.articles.extract import Extractor
from loaders.articles.input.files import Article, read_all
from loaders.articles.mentions.gazetteer import Gazetteer

ALL: Final = "all"
BUT_CITATIONS: Final = "all but citations"

TRUSTED: Final = {
    "citation": ("cited", "hn:cited"),
    "citation date": ("document date", "schema:legislationDate"),
    "issuer": ("document issuer", "schema:legislationPassedBy"),
    "post": ("tenure", "hn:post"),
    "event": ("event kind", "dct:type"),
    "event date": ("event date", "schema:startDate"),
    "event place": ("event place", "schema:location"),
    "event organiser": ("event organiser", "schema:organizer"),
    "congress ordinal": ("congress ordinal", "hn:ordinal"),
    "participation": ("participation", "hn:agent"),
    "speaker": ("speaker", "schema:creator"),
    "agreement": ("programme", "dct:type"),
    "party": ("programme party", "hn:signatory"),
}
"""Kinds of gold answers -> the kinds of claim that they measure, each with its property, in the table of trust."""


@dataclass(frozen=True)
class Score:
    """How many things are right, missed and false."""

    right: int = 0
    missed: int = 0
    false: int = 0

    @property
    def precision(self) -> float | None:
        """The share of what was found that is right."""
        return self.right / (self.right + self.false) if self.right + self.false else None

    @property
    def recall(self) -> float | None:
        """The share of what the texts say that was found."""
        return self.right / (self.right + self.missed) if self.right + self.missed else None


@dataclass(frozen=True)
class Evaluation:
    """Everything judged, the number of texts, and what was left out, with the reason."""

    judged: tuple[Judged, ...]
    texts: Counter[str] = field(default_factory=Counter)
    left_out: tuple[str, ...] = ()

    def score(self, kinds: Iterable[str], language: str | None = None) -> Score:
        """Add up kinds, in one language or in all."""
        wanted = frozenset(kinds)
        counts: Counter[Verdict] = Counter(
            one.verdict for one in self.judged if one.kind in wanted and language in (None, one.language)
        )
        return Score(counts["right"], counts["missed"], counts["false"])

    def table(self) -> str:
        """Return the scores as a Markdown table: each kind in all languages and in each, then all but citations."""
        lines = [
            "| kind | language | expected | found | right | precision | 95% | recall | 95% |",
            "|---|---|---:|---:|---:|---:|---:|---:|---:|",
        ]
        languages = [None, *sorted(self.texts)]
        others = [kind for kind in KINDS if kind not in (*CITATIONS, "person with office")]
        for name, kinds in [*((kind, [kind]) for kind in KINDS), (BUT_CITATIONS, others)]:
            for language in languages:
                score = self.score(kinds, language)
                if score.right or score.missed or score.false:
                    lines.append(_row(name, language or ALL, score))
        return "\n".join(lines)

    def faults(self) -> Iterator[str]:
        """Yield a line for each thing that is missed or false."""
        for one in sorted(self.judged, key=lambda j: (KINDS.index(j.kind), j.verdict, j.text)):
            if one.verdict != "right":
                yield f"{one.kind}: {one.verdict}: {one.text}: {one.what}"

    def trust(self, *, name: str, date: str) -> tuple[Measured, ...]:
        """Return the rows of the table of trust, for the set of texts so named and the date of the measurement."""
        rows = []
        for kind, (claim, counted) in TRUSTED.items():
            score = self.score([kind])
            if cases := score.right + score.false:
                rows.append(Measured(claim, counted, name, date, cases, score.right))
        return tuple(rows)


def _row(name: str, language: str, score: Score) -> str:
    expected, found = score.right + score.missed, score.right + score.false
    cells = [name, language, str(expected), str(found), str(score.right)]
    for share, cases in ((score.precision, found), (score.recall, expected)):
        low, high = interval(score.right, cases)
        cells += [f"{share:.2f}", f"{low:.2f}-{high:.2f}"] if share is not None else ["", ""]
    return f"| {' | '.join(cells)} |"


def evaluate(gold: Path, texts: Path, extractor: Extractor, gazetteer: Gazetteer) -> Evaluation:
    """Read a folder of texts and compare with the gold answers; a text is told by the name of its file without the
    suffix. Raise InputError where a text is one that the rules were written with, or where none has an answer."""
    answers = read_gold(gold)
    judged: list[Judged] = []
    counts: Counter[str] = Counter()
    left_out: list[str] = []
    done: set[str] = set()
    for article in read_all(texts):
        if isinstance(article, InputError):
            left_out.append(str(article))
            continue
        key = _key(article, answers)
        if key is None:
            left_out.append(f"{article.name}: {gold.name} has no answers for this text")
            continue
        refuse_seen(article)
        done.add(key)
        counts[answers[key].language] += 1
        judged += judge_article(key, article, answers[key], extractor, gazetteer)
    if not done:
        raise InputError(
            f"{texts} has no text that {gold} has answers for.",
            hint="The ID of an answer is the name of its text's file without the suffix.",
        )
    left_out += [f"{key}: {texts} has no such text" for key in answers if key not in done]
    return Evaluation(tuple(judged), counts, tuple(left_out))


def _key(article: Article, answers: Mapping[str, Answers]) -> str | None:
    stem = (
        article.name if "#" in article.name else PurePath(article.name).stem
    )  # `a.txt#en` is none of `a`'s answers
    names = (article.name, stem, article.slug)
    return next((name for name in names if name in answers), None)


def judge_article(
    key: str, article: Article, answers: Answers, extractor: Extractor, gazetteer: Gazetteer
) -> Iterator[Judged]:
    """Read one article and yield what is right, missed and false in it."""
    records = extract(article, extractor, gazetteer)
    yield from judge(key, answers, records, Names(answers.language, gazetteer))
