"""Ask a language model over HTTP, within bounds that no answer can break.

The time of a request is counted from its first byte to its last, so that an answer which drips ends as well. Nothing is
unpacked, no redirect is followed, and neither a proxy nor a password is taken from the environment: what is sent goes
to the address that was given, or nowhere.
"""

import asyncio
import json
import ssl
from typing import Any, Final, Self
from urllib.parse import urlsplit

import httpx

from loaders.articles.language_model.endpoint import KEY_VARIABLE, Bounds, Endpoint

_AGAIN: Final = frozenset({408, 425, 429, 500, 502, 503, 504, 529})
"""Statuses of a server that may answer a little later."""
_FOR_ALL: Final = frozenset({401, 403, 404, 405})
"""Statuses of a server that will say the same of every text."""


class ModelFailed(Exception):
    """A model gave no usable answer; the message is one line. `for_all`: it would give none for any other text.

    `again`: it may give one a little later, by its own account after `after` seconds.
    """

    def __init__(
        self, message: str, *, for_all: bool = False, again: bool = False, after: float = 0.0
    ) -> None:
        super().__init__(message)
        self.for_all, self.again, self.after = for_all, again, after


class Client:
    """Requests to one model, over connections that are kept open from one to the next; use it with `async with`."""

    def __init__(self, endpoint: Endpoint, bounds: Bounds) -> None:
        self._endpoint, self._bounds = endpoint, bounds
        self._http = httpx.AsyncClient(
            timeout=httpx.Timeout(bounds.seconds, connect=bounds.connect_seconds),
            verify=ssl.create_default_context(),
            trust_env=False,
            follow_redirects=False,
        )

    async def __aenter__(self) -> Self:
        await self._http.__aenter__()
        return self

    async def __aexit__(self, *raised: Any) -> None:
        await self._http.__aexit__(*raised)

    async def ask(self, request: dict[str, Any]) -> bytes:
        """Post a request and return the body of the answer; raise ModelFailed where there is none within the bounds."""
        bounds = self._bounds
        body = json.dumps(request, ensure_ascii=False).encode()
        pause = bounds.pause_seconds
        for left in range(bounds.tries - 1, -1, -1):
            try:
                return await self._once(body)
            except ModelFailed as failed:
                if not failed.again or not left or failed.after > bounds.longest_pause_seconds:
                    raise
                await asyncio.sleep(max(pause, failed.after))
                pause = min(2 * pause, bounds.longest_pause_seconds)
        raise AssertionError("a model is asked at least once")

    async def _once(self, body: bytes) -> bytes:
        headers = {
            "Content-Type": "application/json",
            "Accept": "application/json",
            "Accept-Encoding": "identity",
        }
        if self._endpoint.key:
            headers["Authorization"] = f"Bearer {self._endpoint.key}"
        bounds = self._bounds
        try:
            async with (
                asyncio.timeout(bounds.seconds),
                self._http.stream("POST", self._endpoint.url, content=body, headers=headers) as response,
            ):
                _check(response)
                received = bytearray()
                async for part in response.aiter_raw():
                    received += part
                    if len(received) > bounds.answer_bytes:
                        raise ModelFailed(f"its answer is longer than {bounds.answer_bytes:,} bytes")
                return bytes(received)
        except (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout) as error:
            raise ModelFailed("it cannot be reached", for_all=True, again=True) from error
        except (TimeoutError, httpx.TimeoutException) as error:
            raise ModelFailed(f"it did not answer within {bounds.seconds:g} seconds") from error
        except httpx.InvalidURL as error:  # httpx reads where a redirect leads, though it does not follow
            raise ModelFailed("it sends on to what is no address", for_all=True) from error
        except (httpx.HTTPError, ValueError) as error:
            raise ModelFailed(f"its answer broke off ({type(error).__name__})", again=True) from error


def _check(response: httpx.Response) -> None:
    """Raise ModelFailed for whatever is no answer; the server's own words are never repeated."""
    status = response.status_code
    if response.is_redirect or response.has_redirect_location:
        target = urlsplit(response.headers.get("location", "")).netloc or "another path"
        shown = target.encode("ascii", "replace").decode()[:80]
        raise ModelFailed(
            f"it sends on to {shown!r}, which is not followed; give the address itself", for_all=True
        )
    if status in (401, 403):
        raise ModelFailed(f"it refuses the key ({status}); see {KEY_VARIABLE}", for_all=True)
    if status != 200:
        named = f"{status} {response.reason_phrase}" if response.reason_phrase.isprintable() else str(status)
        hint = (
            "; does it know this model, and response_format json_schema?" if status in (400, 404, 422) else ""
        )
        raise ModelFailed(
            f"it answered {named[:60].strip()}{hint}",
            for_all=status in _FOR_ALL,
            again=status in _AGAIN,
            after=_seconds(response.headers.get("retry-after", "")),
        )
    if response.headers.get("content-encoding", "identity").lower() not in ("", "identity"):
        raise ModelFailed("its answer is packed, which was not asked for")


def _seconds(text: str) -> float:
    """Return the seconds of a Retry-After; a date is taken for none."""
    return float(text) if text.isascii() and text.isdigit() and len(text) < 8 else 0.0
