"""Where a language model is asked: an address that speaks OpenAI's chat completions, a model's name, a key."""

import re
from dataclasses import dataclass, field
from ipaddress import ip_address
from typing import Final
from urllib.parse import SplitResult, urlsplit

import httpx

from graph.errors import InputError
from graph.limits import LIMITS

KEY_VARIABLE: Final = "HUUNGHI_MODEL_KEY"
NAME_VARIABLE: Final = "HUUNGHI_MODEL_NAME"
_PATH: Final = "/chat/completions"


@dataclass(frozen=True)
class Endpoint:
    """A model at an address. `url` is where requests are posted, `host` what is told of it: host and port alone."""

    url: str
    host: str
    model: str
    key: str = field(default="", repr=False)

    @classmethod
    def of(cls, address: str, *, model: str, key: str = "") -> "Endpoint":
        """Return the endpoint of an address such as http://localhost:11434/v1.

        Raises InputError for an address that is none, a missing name, and a key that would travel unciphered.
        """
        parts = _parts(address)
        if not model.strip() or not model.isprintable():
            raise InputError(
                "The model has no name.", hint=f"Say which one: --model-name NAME, or set {NAME_VARIABLE}."
            )
        if key and not (key.isascii() and key.isprintable()):
            raise InputError(
                f"{KEY_VARIABLE} holds what no key can.",
                hint="Printable ASCII only; see that nothing was pasted with it.",
            )
        if key and parts.scheme == "http" and not _is_here(parts.hostname or ""):
            raise InputError(
                f"The key would go to {parts.netloc} unciphered.",
                hint="Give an address that begins with https://.",
            )
        path = parts.path.rstrip("/")
        url = f"{parts.scheme}://{parts.netloc}{path if path.endswith(_PATH) else path + _PATH}"
        return cls(url, parts.netloc, model.strip(), key)


def _parts(address: str) -> SplitResult:
    wrong = InputError(
        f"--model {address!r} is no address of a model.",
        hint="For example: --model http://localhost:11434/v1",
    )
    try:
        parts = urlsplit(address)
        httpx.URL(address)
    except (ValueError, httpx.InvalidURL) as error:
        raise wrong from error
    named = parts.hostname and parts.netloc.isascii() and not re.search(r"[\s%\\]", parts.netloc)
    if parts.scheme not in ("http", "https") or not named or parts.query or parts.fragment:
        raise wrong
    if "@" in parts.netloc:
        raise InputError(
            "The address of the model holds a name or a password.", hint=f"Put the key into {KEY_VARIABLE}."
        )
    return parts


def _is_here(host: str) -> bool:
    """Whether a host is this machine itself."""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


@dataclass(frozen=True)
class Bounds:
    """What asking may cost: `seconds` a request and `connect_seconds` until it is connected, `tries` of it with a pause
    between them that doubles, from `pause_seconds` on, `answer_bytes` of an answer."""

    seconds: float = LIMITS.model_seconds
    connect_seconds: float = LIMITS.model_connect_seconds
    tries: int = LIMITS.model_tries
    pause_seconds: float = LIMITS.model_pause_seconds
    longest_pause_seconds: float = LIMITS.model_longest_pause_seconds
    answer_bytes: int = LIMITS.model_answer_bytes
