"""A text about which a model is asked, and what models answer: the truth, lies, and what is no answer."""

from typing import Any

from tests.loaders.articles.model_server import Handler, Script

TEXT = (
    "Friendship conference held in Hue\n\n"
    "On July 1, 2023, the Hue Union of Friendship Organizations held a conference in Hue.\n"
    "Among those who had come was Mr. Tran Van An, and it was he whom all members know as the Chairman of the Hue "
    "Union of Friendship Organizations.\n"
    "A memorandum of understanding for 2023-2025 lay on the table, 112 pages long.\n"
)
SAYS_POST = (
    "Mr. Tran Van An, and it was he whom all members know as the Chairman of the Hue Union of Friendship "
    "Organizations"
)
POST = {
    "quote": SAYS_POST,
    "person": "Tran Van An",
    "role": "Chairman",
    "organisation": "Hue Union of Friendship Organizations",
}
LIES: dict[str, dict[str, Any]] = {
    "an invented person": {"person": "Le Van Bich"},
    "a person of another sentence": {"person": "Friendship conference"},
    "a quote that is not there": {
        "quote": "Mr. Tran Van An is the Chairman of the Hue Union of Friendship Organizations"
    },
    "a quote with a word left out": {"quote": SAYS_POST.replace("all ", "")},
    "a quote with a capital of its own": {"quote": SAYS_POST.replace("members", "Members")},
    "a Cyrillic letter in the quote": {"quote": SAYS_POST.replace("Tran", "Trаn")},
    "a Cyrillic letter in the name": {"person": "Trаn Van An"},
    "half a name": {"person": "an Van An"},
    "a name with marks of its own": {"person": "Trần Văn An"},
    "an office that is not printed": {"role": "Vice Chairman"},
    "an office that no list has": {"role": "members"},
    "a body that is not printed": {"organisation": "Hanoi Union of Friendship Organizations"},
    "a body that is none": {"organisation": "all members"},
    "an empty name": {"person": " "},
    "an empty quote": {"quote": ""},
    "the whole text as a quote": {"quote": TEXT * 9},
    "a number for a name": {"person": 7},
    "a name in a list": {"person": ["Tran Van An"]},
    "a status of its own": {"status": "accepted", "confidence": 1.0},
    "a lone surrogate": {"person": "\ud800"},
}
"""What is wrong in a post that stands in the text otherwise."""


def told(**kinds: Any) -> dict[str, Any]:
    return {"posts": [], "events": [], "participants": [], "agreements": [], **kinds}


def says(content: object, **more: Any) -> Script:
    return lambda handler: handler.answer(content, **more)


def broken(status: int, **headers: str) -> Script:
    return lambda handler: handler.send(status, b"<html>Oops, Tran Van Nobody!</html>", **headers)


def half(handler: Handler) -> None:
    handler.send_response(200)
    handler.send_header("content-length", "4000")
    handler.end_headers()
    handler.wfile.write(b'{"choices": [{"message"')
