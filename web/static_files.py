"""The static files: texts among them compressed, and those asked for with a mark of their content kept for ever."""

import gzip
import os
from functools import lru_cache
from mimetypes import guess_type
from pathlib import Path
from typing import Final

from starlette.datastructures import Headers
from starlette.responses import Response
from starlette.staticfiles import NotModifiedResponse, StaticFiles
from starlette.types import Scope

from web.negotiate import choose_coding

_TEXTS: Final = frozenset({".css", ".js", ".svg"})


@lru_cache(maxsize=32)
def _gzip(path: Path, _tag: str) -> bytes:
    return gzip.compress(path.read_bytes(), 9, mtime=0)


class Assets(StaticFiles):
    """Static files, texts among them packed; one asked for with the mark of its content never changes."""

    def file_response(
        self,
        full_path: "str | os.PathLike[str]",
        stat_result: os.stat_result,
        scope: Scope,
        status_code: int = 200,
    ) -> Response:
        response = super().file_response(full_path, stat_result, scope, status_code)
        asked, path = Headers(scope=scope), Path(full_path)
        if path.suffix in _TEXTS:
            if choose_coding(asked.get("accept-encoding"), ("gzip",)):
                response = self._packed(path, response.headers["etag"], asked)
            response.headers["Vary"] = "Accept-Encoding"
        marked = scope.get("query_string", b"").startswith(b"v=")
        response.headers["Cache-Control"] = "public, max-age=31536000, immutable" if marked else "no-cache"
        return response

    def _packed(self, path: Path, tag: str, asked: Headers) -> Response:
        fields = {"etag": tag.rstrip('"') + '-gzip"', "content-encoding": "gzip"}
        response = Response(_gzip(path, tag), 200, fields, guess_type(path.name)[0])
        return (
            NotModifiedResponse(response.headers)
            if self.is_not_modified(response.headers, asked)
            else response
        )
