"""The store of another server of this program, over HTTP: the addresses below `/replication` (`web.replication`).

    GET    /replication?after=STAMP&wait=S             which versions there are; waits until that is not what STAMP says
    GET    /replication/versions/N                     the files of a version
    GET    /replication/versions/N/files/PATH          one of them, or what a Range asks
    GET    /replication/beside                         short links and queries of curators; one of them with its PATH
    POST   /replication/missing                        files of a version -> those that have to be sent
    PUT    /replication/files/SHA256?path&size&offset  a part of one
    PUT    /replication/versions/N                     publish a version of which all files are there
    PUT    /replication/releases/NAME                  give a version a release name
    DELETE /replication/incoming                       remove what was sent for nothing

A module of its own, for the HTTP client is seven megabytes that nobody else needs.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any, Final

import httpx

from graph.errors import TransferFailed, Unreachable
from graph.limits import LIMITS
from graph.store.transfer.beside import Beside
from graph.store.transfer.contents import Contents, File, State
from graph.store.transfer.wire import error_of, missing_of

_CONNECT_SECONDS: Final = 5.0
_SILENT_SECONDS: Final = 30.0
"""Time within which the other side has to send or take something."""


class HttpStore:
    """A store behind the address of a server, to take versions from or to put them there."""

    def __init__(self, address: str, *, token: str = "") -> None:
        self.address = address.rstrip("/")
        headers = {"Accept": "application/json", "Accept-Encoding": "identity"}
        if token:
            headers["Authorization"] = f"Bearer {token}"
        self._base = f"{self.address}/replication"
        self._client = httpx.Client(
            headers=headers,
            timeout=httpx.Timeout(_SILENT_SECONDS, connect=_CONNECT_SECONDS),
        )

    def close(self) -> None:
        """Close the connections."""
        self._client.close()

    # -- versions are taken from there -----------------------------------------------------------------------------

    def state(self) -> State:
        """Return which versions there are."""
        return State.from_json(self._json("GET", ""))

    def wait(self, stamp: str, seconds: float) -> State:
        """Return which versions there are when that is not what `stamp` tells, or after so many seconds."""
        most = min(seconds, LIMITS.version_wait_seconds)
        return State.from_json(self._json("GET", "", params={"after": stamp, "wait": f"{most:g}"}))

    def contents(self, number: int) -> Contents:
        """Return the files of a version. Raises PrunedVersion where it is gone."""
        return Contents.from_json(self._json("GET", f"/versions/{number}"))

    def read(self, number: int, file: File, offset: int) -> Iterator[bytes]:
        """Yield the bytes of a file from an offset on."""
        if offset >= file.size:
            return
        path = f"/versions/{number}/files/{file.path}"
        fields = {"Accept": "*/*", **({"Range": f"bytes={offset}-"} if offset else {})}
        with self._told(), self._client.stream("GET", self._base + path, headers=fields) as answer:
            if answer.is_error:
                answer.read()
                self._require_well(answer)
            if offset and answer.status_code != httpx.codes.PARTIAL_CONTENT:
                raise TransferFailed(
                    "%(address)s sends no parts of files.",
                    hint="Whatever stands in front of it has to let Range through.",
                    values={"address": self.address},
                )
            yield from answer.iter_raw()

    def beside(self) -> Beside:
        """Return which short links and queries of curators there are."""
        return Beside.from_json(self._json("GET", "/beside"))

    def read_beside(self, path: str) -> bytes:
        """Return a file of these."""
        with self._told():
            answer = self._client.get(f"{self._base}/beside/{path}", headers={"Accept": "*/*"})
            self._require_well(answer)
            return answer.content

    # -- versions are put there ------------------------------------------------------------------------------------

    def missing(self, contents: Contents) -> list[tuple[File, int]]:
        """Return the files that have to be sent, each with the bytes of it that are there already."""
        said = self._json("POST", "/missing", json=contents.to_json())
        return missing_of(contents, said, self.address)

    def put(self, file: File, offset: int, parts: Iterable[bytes]) -> int:
        """Send the bytes of a file from an offset on; return how many have come."""
        come = offset
        for body in _of_size(parts, LIMITS.sent_part_bytes):
            params = {"path": file.path, "size": file.size, "offset": come}
            said = self._json("PUT", f"/files/{file.sha256}", params=params, content=body)
            come += len(body)
            if said.get("come") != come:
                raise TransferFailed(
                    "%(address)s has another number of bytes of %(path)s than it was sent.",
                    values={"address": self.address, "path": file.path},
                )
        return come

    def publish(self, contents: Contents, state: State) -> None:
        """Publish a version of which all files are there."""
        said = {"contents": contents.to_json(), "state": state.to_json()}
        self._json("PUT", f"/versions/{contents.number}", json=said)

    def tag(self, release: str, number: int) -> None:
        """Give a version that is there a release name."""
        self._json("PUT", f"/releases/{release}", json={"version": number})

    def finish(self) -> None:
        """Remove what was sent for a version that was never published."""
        self._json("DELETE", "/incoming")

    # -- HTTP --------------------------------------------------------------------------------------------------------

    def _json(self, method: str, path: str, **options: Any) -> Any:
        with self._told():
            answer = self._client.request(method, self._base + path, **options)
            self._require_well(answer)
            if not answer.content:
                return {}
            try:
                return answer.json()
            except ValueError as error:
                raise TransferFailed(
                    "%(address)s does not answer as a store of this program.",
                    hint="See that the address is that of a server of this program, without /replication.",
                    values={"address": self.address},
                ) from error

    @contextmanager
    def _told(self) -> Iterator[None]:
        try:
            yield
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise Unreachable(
                "%(address)s does not answer.",
                hint="See that it runs and can be reached from here. What is served is unchanged, and what has come is "
                "kept.",
                values={"address": self.address},
                cause=f"{type(error).__name__} {error}",
            ) from error

    def _require_well(self, answer: httpx.Response) -> None:
        status = answer.status_code
        if not answer.is_error and not answer.is_redirect:
            return
        said = _problem_of(answer)
        slug = str(said.get("type", "")).rpartition("/")[2]
        if status in {401, 403}:
            raise Unreachable(
                "%(address)s does not let us in: %(detail)s",
                hint="Have its administrator make a token, `huunghi token new --role replica --name NAME` (to send "
                "versions there: --role admin), and give it in HUUNGHI_REPLICA_TOKEN.",
                values={"address": self.address, "detail": said.get("detail") or status},
            )
        detail = str(said.get("detail") or f"{status} {answer.reason_phrase}")
        raise error_of(self.address, slug, detail, str(said.get("hint") or ""))


def _problem_of(answer: httpx.Response) -> dict[str, Any]:
    """Return the problem document (RFC 9457) of an answer, empty where it has none."""
    try:
        said = answer.json()
    except ValueError:
        return {}
    return said if isinstance(said, dict) else {}


def _of_size(parts: Iterable[bytes], size: int) -> Iterator[bytes]:
    """Yield the same bytes in parts of this size, the last one shorter; one empty part where there are none."""
    held = bytearray()
    empty = True
    for part in parts:
        held += part
        while len(held) >= size:
            empty = False
            yield bytes(held[:size])
            del held[:size]
    if held or empty:
        yield bytes(held)
