"""The endpoint of one version of the data, `/sparql/versions/NAME`, for clients that take an address and no parameters.

Many write `?query=` behind the address that they are given, so that `?version=` in it would be spoilt: SPARQLWrapper,
rdflib and Comunica among them. What is asked here is asked at `/sparql` with that version.
"""

from typing import Final
from urllib.parse import quote

from starlette.types import Scope

from web.problems import ASKED

FOLDER: Final = "/sparql/versions/"


def address_of_version(name: str) -> str:
    """Return the path of the endpoint of a version by its number or release name.

    >>> address_of_version("2026.1")
    '/sparql/versions/2026.1'
    """
    return FOLDER + quote(name, safe="")


def without_version_in_path(scope: Scope) -> Scope:
    """Return the scope of the same request at `/sparql`, with the version as a parameter."""
    name = scope["path"][len(FOLDER) :]
    version = f"version={quote(name, safe='')}".encode()
    given = scope["query_string"]
    return {
        **scope,
        "path": "/sparql",
        "raw_path": b"/sparql",
        "query_string": given + b"&" + version if given else version,
        ASKED: scope["path"],
    }
