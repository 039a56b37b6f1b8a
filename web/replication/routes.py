"""The files of the versions, for replicas and backups, and versions that are sent here: `graph.store.transfer.http` is
the client.

A token is needed to read them (`huunghi token new --role replica`, or HUUNGHI_REPLICA_TOKEN), though all statements can
be read without one: the files of the engine hold what was deleted until they are merged, beside them lie the words of
articles that claims were made from, and one reader of a large store takes gigabytes
([081](docs/decisions/081-replicas-pull-files.md)). To send versions takes an administrator's token.
"""

import asyncio
import json
import time
from collections import OrderedDict
from collections.abc import Callable
from contextlib import ExitStack
from typing import Annotated, Any, Final, TypeVar

from fastapi import APIRouter, Depends, Query, Request
from fastapi import Path as InPath
from starlette.responses import FileResponse, JSONResponse, Response

from graph.errors import InputError, TransferFailed
from graph.limits import LIMITS
from graph.store.published import RELEASE_NAME
from graph.store.transfer.contents import SHA256, Contents, File, State, is_path
from graph.store.transfer.stores import LocalOrigin, LocalTarget
from graph.store.versions import VersionStore
from web.errors import InvalidValue, NoSuchThing, TooLarge
from web.openapi import PROBLEM
from web.parameters import given_once
from web.sparql.exchange import Exchange
from web.sparql.service import SparqlService
from web.version_names import version_named

Found = TypeVar("Found")
_LOOKED_EVERY: Final = 0.02
_HELD: Final = 8
_HELD_SECONDS: Final = 60.0
_JSON_BYTES: Final = 16 << 20
_PATIENCE: Final = 30.0
"""Seconds that a version that was sent waits for a change that is being made here."""
_TAKEN: Final = {"description": "Done.", "content": {"application/json": {"schema": {"type": "object"}}}}
_SECURED: Final[dict[str, Any]] = {"security": [{"token": []}]}


class Leases:
    """Versions whose files are being fetched: they are not pruned for a minute after the last of them was asked for."""

    def __init__(self) -> None:
        self._held: OrderedDict[int, tuple[float, ExitStack]] = OrderedDict()

    def hold(self, store: VersionStore, number: int) -> None:
        """Keep a version for a minute from now on. Raises NoVersion or PrunedVersion where it is not there."""
        now = time.monotonic()
        _, lease = self._held.pop(number, (0.0, None))
        if lease is None:
            lease = ExitStack()
            lease.enter_context(version_named(store, number).hold())
        self._held[number] = now, lease
        for one, (since, old) in list(self._held.items()):
            if now - since > _HELD_SECONDS or len(self._held) > _HELD:
                old.close()
                del self._held[one]


async def reading(request: Request) -> SparqlService:
    """Return the service, to whom has a token for fetching versions."""
    return allowed(request, "replicate")


async def sending(request: Request) -> SparqlService:
    """Return the service, to whom has a token for sending versions."""
    return allowed(request, "publish")


def allowed(request: Request, scope: str) -> SparqlService:
    """Return the service, to whom has a token for this. Raises a Refusal for whom has none."""
    service: SparqlService = request.app.state.service
    service.allow(Exchange(request.scope, request.receive, _nowhere), scope)
    return service


async def _nowhere(_: Any) -> None:
    """Send nothing: the exchange is only asked who sent the request."""


Reading = Annotated[SparqlService, Depends(reading)]
Sending = Annotated[SparqlService, Depends(sending)]
Number = Annotated[int, InPath(ge=1, le=10**18, description="Number of the version.")]


class Replication:
    """The routes of one application, with what they hold."""

    def __init__(self) -> None:
        self._leases = Leases()
        self._waiting = 0
        self._origin: LocalOrigin | None = None
        router = APIRouter(
            prefix="/replication",
            tags=["Replication"],
            dependencies=[Depends(given_once)],
            responses=dict.fromkeys((400, 401, 403, 503), PROBLEM),
        )
        get: dict[str, Any] = {"methods": ["GET"], "openapi_extra": _SECURED}
        put: dict[str, Any] = {"methods": ["PUT"], "openapi_extra": _SECURED}
        router.add_api_route("", self.state, responses={200: _TAKEN}, **get)
        router.add_api_route("/versions/{number}", self.contents, responses={200: _TAKEN}, **get)
        router.add_api_route(
            "/versions/{number}/files/{path:path}", self.file, response_class=FileResponse, **get
        )
        router.add_api_route("/beside", self.beside, responses={200: _TAKEN}, **get)
        router.add_api_route("/beside/{path:path}", self.file_beside, **get)
        router.add_api_route("/missing", self.missing, methods=["POST"], openapi_extra=_SECURED)
        router.add_api_route("/files/{sha256}", self.put, **put)
        router.add_api_route("/versions/{number}", self.publish, **put)
        router.add_api_route("/releases/{name}", self.tag, **put)
        router.add_api_route("/incoming", self.finish, methods=["DELETE"], openapi_extra=_SECURED)
        self.router = router

    # -- versions are fetched --------------------------------------------------------------------------------------

    async def state(
        self,
        service: Reading,
        after: Annotated[str, Query(max_length=64, description="The `stamp` of what is known already.")] = "",
        wait: Annotated[
            float,
            Query(ge=0, le=LIMITS.version_wait_seconds, description="Seconds to wait for something newer."),
        ] = 0.0,
    ) -> JSONResponse:
        """Which versions there are.

        With `after` and `wait` the answer comes as soon as another version is published, or when the time is over.
        """
        if self._origin is None:  # one for all who wait, so that links and queries are looked at once for all
            self._origin = LocalOrigin(service.versions)
        origin = self._origin
        state = await asyncio.to_thread(origin.state)
        if state.stamp == after and wait and self._waiting < LIMITS.version_waits:
            until = time.monotonic() + wait
            self._waiting += 1
            try:
                while not origin.is_other(state) and time.monotonic() < until:
                    if service.pool.closing:
                        break
                    await asyncio.sleep(_LOOKED_EVERY)
            finally:
                self._waiting -= 1
            state = await asyncio.to_thread(origin.state)
        return _fresh({**state.to_json(), "stamp": state.stamp})

    async def contents(self, service: Reading, number: Number) -> JSONResponse:
        """The files of a version, with their sizes and digests."""
        self._leases.hold(service.versions, number)
        found = await asyncio.to_thread(LocalOrigin(service.versions).contents, number)
        return _fresh(found.to_json())

    async def file(
        self,
        service: Reading,
        number: Number,
        path: Annotated[
            str, InPath(max_length=500, description="Path of the file in the folder of the version.")
        ],
    ) -> Response:
        """A file of a version; a Range asks for a part of it."""
        self._leases.hold(service.versions, number)
        place = service.versions.path_of(number) / path
        if not is_path(path) or not await asyncio.to_thread(place.is_file):
            raise NoSuchThing(
                "Version %(number)s has no file %(path)s.", values={"number": number, "path": path[:80]}
            )
        return FileResponse(
            place, media_type="application/octet-stream", headers={"cache-control": "no-store"}
        )

    async def beside(self, service: Reading) -> JSONResponse:
        """Short links, and queries that curators added: their names, with the digests of the latter."""
        return _fresh((await asyncio.to_thread(LocalOrigin(service.versions).beside)).to_json())

    async def file_beside(
        self,
        service: Reading,
        path: Annotated[str, InPath(max_length=200, description="Path of the file in the store.")],
    ) -> Response:
        """A file of these."""
        try:
            content = await asyncio.to_thread(LocalOrigin(service.versions).read_beside, path)
        except TransferFailed as error:
            raise NoSuchThing("There is no file %(path)s here.", values={"path": path[:80]}) from error
        return Response(content, media_type="text/plain", headers={"cache-control": "no-store"})

    # -- versions are sent here ------------------------------------------------------------------------------------

    async def missing(self, request: Request, service: Sending) -> JSONResponse:
        """Of the files of a version, those that have to be sent, and how much of each is here already."""
        contents = Contents.from_json(await _json(request))
        found = await _at_target(service, lambda target: target.missing(contents))
        files = [{"sha256": file.sha256, "path": file.path, "come": come} for file, come in found]
        return _fresh({"missing": files})

    async def put(
        self,
        request: Request,
        service: Sending,
        sha256: Annotated[str, InPath(pattern=SHA256.pattern, description="SHA-256 of the whole file.")],
        path: Annotated[
            str, Query(max_length=500, description="Path of the file in the folder of the version.")
        ],
        size: Annotated[int, Query(ge=0, le=1 << 50, description="Bytes of the whole file.")],
        offset: Annotated[int, Query(ge=0, le=1 << 50, description="Byte at which this part begins.")] = 0,
    ) -> JSONResponse:
        """Take the bytes of a file from an offset on; one that is whole is compared with its digest."""
        if not is_path(path):
            raise InvalidValue(
                "%(path)s is no path of a file of a version.",
                hint="It is one of those that GET /replication/versions/N lists.",
                values={"path": path[:80]},
            )
        body = await request.body()
        file = File(path, size, sha256)
        come = await _at_target(service, lambda target: target.put(file, offset, [body]))
        return _fresh({"come": come})

    async def publish(self, request: Request, service: Sending, number: Number) -> JSONResponse:
        """Publish a version of which all files are here, under its number and with its release names."""
        said = await _json(request)
        if not isinstance(said, dict):
            raise _no_object()
        contents, state = Contents.from_json(said.get("contents")), State.from_json(said.get("state"))
        if contents.number != number:
            raise InvalidValue(
                "The files are those of version %(other)s.",
                hint="Send them to the address of that version.",
                values={"other": contents.number},
            )
        await _at_target(service, lambda target: target.publish(contents, state))
        return _fresh({"version": number}, status=201)

    async def tag(
        self,
        request: Request,
        service: Sending,
        name: Annotated[str, InPath(pattern=RELEASE_NAME.pattern, description="The release name.")],
    ) -> JSONResponse:
        """Give a version that is here a release name."""
        said = await _json(request)
        number = said.get("version") if isinstance(said, dict) else None
        if type(number) is not int:
            raise _no_object()
        await _at_target(service, lambda target: target.tag(name, number))
        return _fresh({"version": number})

    async def finish(self, service: Sending) -> JSONResponse:
        """Remove files that were sent and are part of no version."""
        await _at_target(service, lambda target: target.finish())
        return _fresh({})


async def _at_target(service: SparqlService, work: Callable[[LocalTarget], Found]) -> Found:
    """Do something with the store as a place for versions, in a thread, while no other process does."""
    store = VersionStore(service.versions.root, patience=_PATIENCE)

    def do() -> Found:
        with LocalTarget(store) as target:
            return work(target)

    return await asyncio.to_thread(do)


async def _json(request: Request) -> Any:
    body = await request.body()
    if len(body) > _JSON_BYTES:
        raise TooLarge(
            "The body is longer than the %(room)s bytes that are read.", values={"room": _JSON_BYTES}
        )
    try:
        return json.loads(body)
    except (ValueError, RecursionError) as error:
        raise _no_object() from error


def _no_object() -> InputError:
    return InputError("The body is not the JSON object that is expected here.", hint="/docs describes it.")


def _fresh(said: Any, *, status: int = 200) -> JSONResponse:
    return JSONResponse(said, status, {"cache-control": "no-store"})
