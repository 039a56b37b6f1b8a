"""What a model is asked for, as a JSON schema, and how its answer is checked against it.

Every field holds words of the text, and every record the passage that it is read off. A record that is not as the
schema says is left out by itself; an answer that is no such object is no answer.
"""

import json
from collections import Counter
from collections.abc import Iterator
from typing import Any, Final

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from graph.limits import LIMITS
from loaders.articles.language_model.client import ModelFailed

NOT_BY_SCHEMA: Final = "records that are not as the schema says"
TOO_MANY: Final = "records beyond those of one answer that are looked at"


class _Quoted(BaseModel):
    """What all records have: `quote` is the passage, word by word."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)
    quote: str = Field(
        description="The shortest passage of the text that says all of this, copied letter by letter."
    )


class Post(_Quoted):
    """A person who holds an office in an organisation."""

    person: str = Field(description="The person's name as printed in the quote.")
    role: str = Field(description="The office as printed in the quote, without the organisation.")
    organisation: str = Field(description="The organisation as printed in the quote.")


class Happening(_Quoted):
    """An event that took place."""

    event: str = Field(
        description="The word for the event as printed in the quote: conference, hội nghị, съезд."
    )
    date: str | None = Field(None, description="Its day as printed in the quote.")
    place: str | None = Field(None, description="Its place as printed in the quote.")
    organiser: str | None = Field(None, description="The organisation that held it as printed in the quote.")


class Part(_Quoted):
    """Somebody who took part in the main event of the text."""

    name: str = Field(description="The person or organisation as printed in the quote.")
    did: str | None = Field(
        None,
        description="The verb of the quote for what this one did there: spoke, signed, chaired, attended.",
    )


class Agreement(_Quoted):
    """An agreement, programme or plan that was signed, launched or carried out."""

    agreement: str = Field(
        description="The words for it as printed in the quote: memorandum of understanding."
    )
    period: str | None = Field(None, description="The years that it is for as printed in the quote.")
    parties: tuple[str, ...] = Field(
        (), description="The organisations that signed it or carry it out, as printed."
    )


class Answer(BaseModel):
    """The whole answer."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)
    posts: tuple[Post, ...]
    events: tuple[Happening, ...]
    participants: tuple[Part, ...]
    agreements: tuple[Agreement, ...]


Quoted = Post | Happening | Part | Agreement
_KINDS: Final[dict[str, type[Post] | type[Happening] | type[Part] | type[Agreement]]] = {
    "posts": Post,
    "events": Happening,
    "participants": Part,
    "agreements": Agreement,
}


def schema() -> dict[str, Any]:
    """Return the JSON schema that answers are asked for by: every property required, none beside them."""
    whole = Answer.model_json_schema()
    for one in (whole, *whole["$defs"].values()):
        one["required"] = list(one["properties"])
        for told in one["properties"].values():
            told.pop("default", None)
    return whole


def records_in(body: bytes, dropped: Counter[str]) -> Iterator[Quoted]:
    """Yield the records of a server's answer that are as the schema says, and count the others.

    Raises ModelFailed where the answer is no JSON, is half of one, or is no object of the schema.
    """
    told = _content(body)
    number = 0
    for name, kind in _KINDS.items():
        listed = told.get(name) or []
        if not isinstance(listed, list):
            raise ModelFailed(f"its answer is not as the schema says ({name} is no list)")
        for item in listed:
            number += 1
            if number > LIMITS.model_records:
                dropped[TOO_MANY] += 1
                continue
            try:
                yield kind.model_validate_json(json.dumps(item))
            except ValidationError:
                dropped[NOT_BY_SCHEMA] += 1


def _content(body: bytes) -> dict[str, Any]:
    whole = _json(body, "its answer is no JSON")
    try:
        choice = whole["choices"][0]
        message, ended = choice["message"], choice.get("finish_reason")
        content = message.get("content")
    except (TypeError, KeyError, IndexError, AttributeError) as error:
        raise ModelFailed("its answer is no chat completion") from error
    if ended == "length":
        raise ModelFailed("its answer was cut off at the model's own limit of length")
    if not isinstance(content, str) or not content.strip():
        refused = isinstance(message.get("refusal"), str)
        raise ModelFailed("it refused to read this text" if refused else "its answer is empty")
    told = _json(content, "what it wrote is no JSON")
    if not isinstance(told, dict) or not told.keys() & _KINDS.keys():
        raise ModelFailed("its answer is not as the schema says")
    return told


def _json(text: str | bytes, problem: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as error:
        raise ModelFailed(problem) from error
