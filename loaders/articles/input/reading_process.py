"""Read one document after the other that is asked for on standard input: the program of a reading process.

    python -m loaders.articles.input.reading_process

speaks pickles: it is asked for one file after the other, with the names to read it against (None for those of the file
before) and a time limit, and answers an `Outcome` for each article of it, the last of them marked. The limit, of each
article, is a timer of the kernel whose signal nobody handles: it ends the process whatever runs in it, a parser in C
too, which no handler written in Python can interrupt (regular expressions it can).
"""

import contextlib
import os
import pickle
import signal
import sys
from collections.abc import Iterator
from functools import partial
from typing import IO

from graph.errors import InputError
from loaders.articles.extract import Rules
from loaders.articles.input.files import Article, articles_of
from loaders.articles.input.languages import detect
from loaders.articles.input.mended import mended
from loaders.articles.input.time_limited import Outcome
from loaders.articles.mentions.gazetteer import Gazetteer
from loaders.articles.readings import Reading
from loaders.articles.runs import EXTRACTOR
from loaders.articles.signatures import signature


def serve(asked: IO[bytes], answers: IO[bytes]) -> None:
    """Answer until nobody asks any more."""
    extractor, gazetteer = Rules(), Gazetteer.of(())
    for load in (
        partial(mended, ""),
        detect,
        signature,
    ):  # what these load takes a second, which is no document's
        load("Việt Nam hữu nghị")
    while True:
        try:
            names, seconds, file = pickle.load(asked)  # noqa: S301 - from the process that started this one
        except EOFError:
            return
        if names is not None:
            gazetteer = Gazetteer.of(names)
        articles = articles_of(file)
        last = False
        while not last:
            signal.setitimer(signal.ITIMER_REAL, seconds)
            outcome = _read(file.called, articles, extractor, gazetteer)
            answer = pickle.dumps(outcome, protocol=pickle.HIGHEST_PROTOCOL)
            signal.setitimer(signal.ITIMER_REAL, 0)
            answers.write(answer)
            answers.flush()
            last = outcome.last


def _read(
    name: str, articles: Iterator[Article | InputError], extractor: Rules, gazetteer: Gazetteer
) -> Outcome:
    """Read the next article of a file. This is an entry point: nothing but its outcome leaves it.

    After an error that is raised there is no further article, nor after the end, which is an outcome of nothing.
    """
    try:
        article = next(articles, None)
        if article is None:
            return Outcome(name, last=True)
        if isinstance(article, InputError):
            return Outcome(name, problem=article.message)
        records = extractor(
            article.text,
            language=article.language,
            title=article.title,
            published=article.published,
            url=article.url,
            publisher=article.publisher,
            gazetteer=gazetteer,
        )
        made = signature(article.text)
        reading = Reading.of(article, records, extractor=EXTRACTOR, names="", signature=made)
        return Outcome(article.name, article, reading)
    except InputError as error:
        return Outcome(name, problem=error.message, last=True)
    except OSError as error:
        return Outcome(name, problem=f"{name}: {error.strerror or error}", last=True)
    except Exception as error:  # noqa: BLE001 - a document that our code fails on must not stop the others
        said = " ".join(str(error).split())[:120]
        problem = f"{name}: could not be read ({type(error).__name__}: {said}); please report it"
        return Outcome(name, problem=problem)


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
