"""Ask a language model about texts that the rules have read, keep what stands in them, and publish it as proposals.

The rules' reading is in the store before the first text is sent, so that a model which is away, slow or wrong costs
nothing of it. What a model said of a text is kept as it comes: a load that was broken off asks about the rest.
"""

import asyncio
from collections import Counter
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import islice

from graph.claims.publish import Report, resolve
from graph.errors import InputError
from graph.limits import LIMITS
from graph.store.versions import VersionStore
from loaders.articles.document import as_document
from loaders.articles.language_model.client import Client, ModelFailed
from loaders.articles.language_model.extractor import LanguageModel, ModelReading, prompt_hash
from loaders.articles.mentions.gazetteer import Gazetteer, Name
from loaders.articles.readings import Proposed, Reading, Readings
from loaders.articles.records import PrintedName
from loaders.articles.regenerate import Ground, settling, texts_in
from loaders.articles.reread import text_of
from loaders.articles.runs import model_run

UNANSWERED = "texts without the model's answer"

Progress = Callable[[int, int], None]


def propose_by_model(
    versions: VersionStore, texts: Collection[str], model: LanguageModel, *, progress: Progress | None = None
) -> Report:
    """Ask a model about those of the texts (hashes) that it was not asked about in these words, and publish.

    `report.left_out` has a line for each text without a usable answer, `report.notes` one about what was left out of
    the answers. No failure of the model's ends this.
    """
    readings = Readings(versions.root)
    report = Report()
    asked = readings.proposed_by(model.version)
    names, claimed = _known(versions)
    waiting = list(readings.get((claimed & set(texts)) - asked))
    asking = _Asking(versions, model, Gazetteer.of(names), report)
    asyncio.run(asking.all(waiting, progress))
    asking.tell(len(waiting))
    told = resolve(settling(versions), note=f"proposals by {model.endpoint.model}")
    report.version = told.version
    report.counts.update(told.counts)
    report.left_out += told.left_out
    report.seconds.update(told.seconds)
    return report


def withdraw(versions: VersionStore, model: str) -> Report:
    """Remove what a model proposed, also what was accepted of it, and publish; raise InputError for an unknown one."""
    readings = Readings(versions.root)
    known = readings.models()
    if model not in known:
        named = ", ".join(known) or "no model proposed anything"
        raise InputError(f"No model {model!r} proposed anything.", hint=f"huunghi models list: {named}.")
    readings.forget_proposed(model)
    return resolve(settling(versions), note=f"withdraw proposals by {model}")


def _known(versions: VersionStore) -> tuple[tuple[Name, ...], frozenset[str]]:
    """Return the names that texts are read against, and the hashes of the texts that are not withdrawn."""
    version = versions.current()
    if version is None:
        return (), frozenset()
    with version.open() as opened:
        texts = frozenset(texts_in(opened.store))
    return Ground.of(version).known.names, texts


@dataclass
class _Asking:
    """Several texts at once, until all are done or the model is given up."""

    versions: VersionStore
    model: LanguageModel
    gazetteer: Gazetteer
    report: Report
    dropped: Counter[str] = field(default_factory=Counter)
    kept: int = 0
    done: int = 0
    failed_in_a_row: int = 0
    given_up: str = ""

    async def all(self, waiting: Sequence[Reading], progress: Progress | None) -> None:
        """Ask about each, a few at once; `progress` is told after each how many are done, and of how many."""
        left = iter(waiting)
        async with self.model.client() as client, asyncio.TaskGroup() as group:
            pending: dict[asyncio.Task[ModelReading | ModelFailed], tuple[Reading, str]] = {}
            while True:
                for reading in islice(left, 0 if self.given_up else LIMITS.model_calls - len(pending)):
                    text = text_of(self.versions.root, reading.sha256)
                    if text is None:
                        self.done += 1
                        self._left_out(reading, "the store does not keep its text")
                    else:
                        pending[group.create_task(self._read(reading, text, client))] = reading, text
                if not pending:
                    if self.given_up or self.done == len(waiting):
                        return
                    continue
                done, _ = await asyncio.wait(pending, return_when=asyncio.FIRST_COMPLETED)
                for task in done:
                    self._take(task.result(), *pending.pop(task))
                    if progress:
                        progress(self.done, len(waiting))

    async def _read(self, reading: Reading, text: str, client: Client) -> ModelReading | ModelFailed:
        about = (reading.language, reading.title, reading.published, self.gazetteer)
        try:
            ready = await asyncio.to_thread(as_document, text, *about, reading.url, reading.about.publisher)
            return await self.model.reading(ready, client)
        except ModelFailed as failed:
            return failed
        except Exception as error:  # noqa: BLE001 - a text that our code fails on stops no other
            return ModelFailed(f"could not be read ({type(error).__name__}); please report it")

    def _take(self, found: ModelReading | ModelFailed, reading: Reading, text: str) -> None:
        self.done += 1
        if isinstance(found, ModelFailed):
            self.failed_in_a_row += 1
            self._left_out(reading, f"{self._who}: {found}; what the rules read of it is loaded")
            if found.for_all or self.failed_in_a_row >= LIMITS.model_failures:
                self.given_up = str(found)
            return
        self.failed_in_a_row = 0
        self.dropped += found.dropped
        self.kept += sum(not isinstance(record, PrintedName) for record in found.records)
        self.report.notes += [f"{reading.about.name}: {note}" for note in found.notes]
        endpoint = self.model.endpoint
        run = model_run(
            endpoint.model,
            host=endpoint.host,
            prompt=prompt_hash(),
            day=datetime.now(UTC).date().isoformat(),
        )
        Readings(self.versions.root).put_proposed(
            Proposed.of(
                text,
                found.records,
                sha256=reading.sha256,
                model=f"{endpoint.model}@{endpoint.host}",
                extractor=self.model.version,
                run=run,
            )
        )

    @property
    def _who(self) -> str:
        return f"{self.model.endpoint.model} at {self.model.endpoint.host}"

    def _left_out(self, reading: Reading, why: str) -> None:
        self.report.counts[UNANSWERED] += 1
        self.report.left_out.append(f"{reading.about.name}: {why}")

    def tell(self, wanted: int) -> None:
        """Say in the report what became of the answers, and how many texts the model was not asked about."""
        if self.given_up and self.done < wanted:
            self.report.counts[UNANSWERED] += wanted - self.done
            self.report.left_out.append(
                f"{wanted - self.done} more texts: not given to {self._who}, which was given up ({self.given_up})"
            )
        if self.kept or self.dropped:
            why = ", ".join(f"{number} {reason}" for reason, number in sorted(self.dropped.items()))
            self.report.notes.append(
                f"{self._who}: records that stand in their texts: {self.kept}, less those that the rules read too"
                f"{f'; left out: {why}' if why else ''}"
            )
