"""Ask a question in plain language: understand it, and run the query that it was understood as."""

from datetime import date

from graph.errors import BadParameter
from graph.limits import LIMITS
from graph.store.reader import Reader
from queries.ask.model import Asked, Understood, Why
from queries.ask.readings import understand
from queries.read.search import index_of
from queries.runner import run


def ask(reader: Reader, text: str, *, today: date, language: str = "en") -> Asked:
    """Answer a question that is asked on a day, with names in a language; without an answer the record says why.

    Raises BadParameter for a question that is too long.
    """
    text = " ".join(text.replace("\0", " ").split())
    if len(text) > LIMITS.question_length:
        raise BadParameter(
            "The question has %(length)s characters; up to %(most)s are read.",
            hint="Ask one thing in one sentence.",
            values={"length": len(text), "most": LIMITS.question_length},
        )
    understood = understood_as(reader, text, today)
    if understood.reading is None:
        return Asked(understood, None)
    reading = understood.reading
    values: dict[str, str] = dict(reading.values)
    if "language" in reading.query.parameter_names and "language" not in values:
        values["language"] = language
    return Asked(understood, run(reader, reading.query.name, values))


def understood_as(reader: Reader, text: str, today: date) -> Understood:
    """Return how a question is understood; nothing is run."""
    index = index_of(reader)
    if index is None or not text:
        return Understood(text, None, why=Why.NOTHING_ASKED)
    return understand(reader, index.path, text, today)
