"""How far a load of RDF files is, for those who wait: a bar on a terminal, else a line now and then.

Both say the rate and the time that is left: of the reading by the bytes of the files, of the index by its names.
"""

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Final

import click
from rich.progress import BarColumn, Progress, TextColumn

from graph.terminal import errors_console
from loaders.rdf.observer import Observer

_EVERY_SECONDS: Final = 15.0
"""Between lines where no terminal is; a load that takes no longer says nothing."""
_LOAD: Final = "load"
_INDEX: Final = "index"


class LoadProgress(Observer):
    """How far a load of so many bytes is, as a text for readers; calls `changed` whenever that is another."""

    def __init__(
        self,
        total: int,
        changed: "Callable[[LoadProgress], None]",
        *,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.total = total
        self.bytes = 0
        self.name = _LOAD
        self._statements = 0
        self._names, self._all_names = 0, 0
        self._changed, self._clock = changed, clock
        self._began = clock()

    def read(self, size: int) -> None:
        self.bytes += size
        self._changed(self)

    def stated(self, count: int) -> None:
        self._statements += count
        self._changed(self)

    def step(self, name: str) -> None:
        if name != self.name:
            self.name, self._began = name, self._clock()
            self._changed(self)

    def indexed(self, names: int, total: int) -> None:
        self._names, self._all_names = names, total
        self._changed(self)

    @property
    def share(self) -> float | None:
        """Which part of the step is done, from 0 to 1; None where that is not known."""
        done, total = {
            _LOAD: (self.bytes, self.total),
            _INDEX: (self._names, self._all_names),
        }.get(self.name, (0, 0))
        return min(done / total, 1.0) if done and total else None

    @property
    def seconds_left(self) -> float | None:
        """Seconds that the step still takes where it goes on at its rate so far."""
        return None if not self.share else (self._clock() - self._began) * (1 / self.share - 1)

    def __str__(self) -> str:
        """What is done, at which rate, and the time left."""
        passed = max(self._clock() - self._began, 1e-9)
        said = [self.name]
        if self.name == _LOAD:
            said.append(f"{self._statements:,} statements")
            said.append(f"{self._statements / passed:,.0f} statements/s")
        elif self.name == _INDEX and self._names:
            said.append(f"{self._names:,} names")
            said.append(f"{self._names / passed:,.0f} names/s")
        if self.share is not None and self.seconds_left is not None:
            said.append(f"{self.share:.0%}")
            said.append(f"{_duration(self.seconds_left)} left")
        else:
            said.append(f"for {_duration(passed)}")
        return ", ".join(said)


def _duration(seconds: float) -> str:
    """Return seconds as minutes and seconds, with hours where there are any.

    >>> _duration(75.2), _duration(3601)
    ('1:15', '1:00:01')
    """
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


class Lines:
    """Says how far a load is, a line at a time, and seldom."""

    def __init__(self, say: Callable[[str], None], *, clock: Callable[[], float] = time.monotonic) -> None:
        self._say, self._clock = say, clock
        self._next = clock() + _EVERY_SECONDS

    def __call__(self, progress: LoadProgress) -> None:
        if self._clock() >= self._next:
            self._next = self._clock() + _EVERY_SECONDS
            self._say(str(progress))


@contextmanager
def load_progress(total: int) -> Iterator[Observer]:
    """Show how far a load of so many bytes is, on standard error."""
    if not sys.stderr.isatty():
        yield LoadProgress(total, Lines(lambda line: click.echo(line, err=True)))
        return
    columns = (BarColumn(), TextColumn("{task.description}"))
    with Progress(*columns, console=errors_console(), transient=True) as bar:
        task = bar.add_task(_LOAD, total=None)

        def show(progress: LoadProgress) -> None:
            share = progress.share
            bar.update(
                task, description=str(progress), completed=share or 0, total=None if share is None else 1
            )

        yield LoadProgress(total, show)
