"""Read one document after the other that is asked for on standard input: the program of a reading process.

    python -m loaders.articles.input.reading_process

speaks pickles: it is told names and a time limit, then one file after the other, and answers an `Outcome` each. The
limit is a timer of the kernel whose signal nobody handles: it ends the process whatever runs in it, a parser in C too,
which no handler written in Python can interrupt (regular expressions it can).
"""

import contextlib
import os
import pickle
import signal
import sys
from typing import IO

from graph.errors import InputError
from loaders.articles.extract import Rules
from loaders.articles.input.files import File, read
from loaders.articles.input.time_limited import Outcome
from loaders.articles.mentions.gazetteer import Gazetteer


def serve(asked: IO[bytes], answers: IO[bytes]) -> None:
    """Answer until nobody asks any more."""
    names, seconds = pickle.load(asked)  # noqa: S301 - from the process that started this one
    gazetteer, extractor = Gazetteer.of(names), Rules()
    while True:
        try:
            file = pickle.load(asked)  # noqa: S301
        except EOFError:
            return
        signal.setitimer(signal.ITIMER_REAL, seconds)
        outcome = pickle.dumps(_read(file, extractor, gazetteer), protocol=pickle.HIGHEST_PROTOCOL)
        signal.setitimer(signal.ITIMER_REAL, 0)
        answers.write(outcome)
        answers.flush()


def _read(file: File, extractor: Rules, gazetteer: Gazetteer) -> Outcome:
    """Read one file. This is an entry point: nothing but its outcome leaves it."""
    name = file.path.name
    try:
        article = read(file)
        records = extractor(
            article.text,
            language=article.language,
            title=article.title,
            published=article.published,
            gazetteer=gazetteer,
        )
    except InputError as error:
        return Outcome(name, problem=error.message)
    except OSError as error:
        return Outcome(name, problem=f"{name}: {error.strerror or error}")
    except Exception as error:  # noqa: BLE001 - a document that our code fails on must not stop the others
        said = " ".join(str(error).split())[:120]
        return Outcome(
            name, problem=f"{name}: could not be read ({type(error).__name__}: {said}); please report it"
        )
    return Outcome(name, article, records)


def main() -> None:
    """Read what is asked for on standard input. What a library prints goes to standard error, not among the answers."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # who asks ends it
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    with contextlib.suppress(BrokenPipeError):
        serve(sys.stdin.buffer, answers)


if __name__ == "__main__":
    main()
