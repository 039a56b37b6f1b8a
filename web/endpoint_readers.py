"""The readers of a service that reads from an endpoint in its store's place (`huunghi serve --reader`).

An endpoint says nothing of its versions. So what was read of it counts as one state for a while, `reader_seconds`: for
that long finished pages are kept. Then it is asked whether it answers, beside the requests, and a new state begins.
While it does not answer the old one stays: pages that are finished are still given, others say what is wrong.
"""

import logging
import threading
import time
from contextlib import suppress
from pathlib import Path
from typing import Final

from graph.errors import EndpointFailed, EndpointRefused, HuuNghiError, StoreError
from graph.store.endpoint import Endpoint
from graph.store.endpoint_address import EndpointAddress
from graph.store.reader import Reader, VersionName
from graph.store.remote_reader import RemoteReader, read_now
from graph.store.versions import VersionStore
from web.version_names import no_versions

_log = logging.getLogger("huunghi.endpoint")
_LOOKED: Final = 5.0
"""Seconds within which an endpoint must say that it is there, for the service to be ready."""
_AGAIN: Final = 1.0
"""Seconds after which an endpoint that did not answer is asked again."""


class EndpointReaders:
    """The readers of an endpoint: one for a state of it. Looking at it waits for nothing."""

    def __init__(self, address: EndpointAddress, store: Path, *, seconds: float) -> None:
        self._endpoint = Endpoint(address)
        self._seconds = seconds
        self._store = VersionStore(store)
        self._reader = self._now()
        self._until = 0.0
        self._looking = threading.Lock()

    def __call__(self, name: str = "") -> Reader:
        if name:
            raise no_versions()
        if time.monotonic() >= self._until and self._looking.acquire(blocking=False):
            threading.Thread(target=self._look, daemon=True).start()
        return self._reader

    def _now(self) -> RemoteReader:
        """Return the reader of the state that begins now, with what the store beside the service has."""
        beside = None
        with suppress(StoreError):
            beside = self._store.require_current()
        return RemoteReader(self._endpoint, version=VersionName(0, read_now()), on_disk=beside)

    def _look(self) -> None:
        try:
            RemoteReader.current(self._endpoint)
            self._reader = self._now()
            self._until = time.monotonic() + self._seconds
        except HuuNghiError as error:
            _log.warning("%s", error)
            self._until = time.monotonic() + _AGAIN
        finally:
            self._looking.release()


def fault_of(address: EndpointAddress) -> list[StoreError]:
    """Return what is wrong with an endpoint: nothing where it answers."""
    endpoint = Endpoint(address, seconds=_LOOKED)
    try:
        RemoteReader.current(endpoint)
    except StoreError as error:
        return [error]
    except EndpointRefused as error:
        return [EndpointFailed(error.message)]
    finally:
        endpoint.close()
    return []
