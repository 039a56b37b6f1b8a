"""The answer of a prepared query in the formats of answers."""

from codecs import BOM_UTF8
from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial
from typing import Final

from starlette.requests import Request
from starlette.responses import Response

from graph.store.reader import EmbeddedReader, Reader
from graph.store.versions import VersionStore
from queries.export.label_columns import LabelColumns
from queries.export.results import to_json, to_sheet, to_tsv, to_xlsx, to_xml
from queries.export.tsv import tsv_parts
from queries.links import text_kept
from queries.read.labels import read_labels
from queries.runner import Answer, Form
from queries.sparql.binding import bind
from web.errors import InvalidValue
from web.page_context import is_citation
from web.pages.query_values import OPTIONS, filled_at
from web.parameters import QUERY_SUFFIXES
from web.sparql.parameters import LABELS, SWITCH, read_option
from web.version_names import version_named

_TABLES: Final = {"labels": ("csv", "tsv", "xlsx"), "bom": ("csv", "tsv", "xlsx")}


def _with_options(answer: Answer, suffix: str, request: Request, reader: Reader) -> bytes:
    """Return an answer in a format, with columns of labels (`labels=LANGUAGE`) and a byte order mark (`bom=1`)."""
    given = {name: request.query_params.get(name, "") for name in OPTIONS}
    for name, takes in _TABLES.items():
        if given[name] and suffix not in takes:
            raise InvalidValue(
                "%(name)s is for %(takes)s, and the answer is asked for in another format.",
                hint="Add a format, as in format=csv, or leave %(name)s out.",
                values={"name": name, "takes": takes},
            )
    labels, bom = read_option(LABELS, "labels", given["labels"]), read_option(SWITCH, "bom", given["bom"])
    if labels and answer.form is not Form.ASK:
        labelled = LabelColumns(partial(read_labels, reader), str(labels), answer.variables, answer.rows)
        answer = replace(answer, variables=tuple(labelled.columns), rows=tuple(labelled.rows))
    with_labels = bool(labels) and suffix == "tsv"
    body = b"".join(tsv_parts(answer.variables, answer.rows)) if with_labels else WRITERS[suffix](answer)
    return BOM_UTF8 + body if bom and suffix != "xlsx" else body


WRITERS: Final[Mapping[str, Callable[[Answer], bytes]]] = {
    "csv": to_sheet,
    "tsv": to_tsv,
    "json": to_json,
    "xml": to_xml,
    "xlsx": to_xlsx,
}


def _reader_for(request: Request, reader: Reader) -> Reader:
    """Return the reader for a document: at the address of a citation that of the version cited."""
    if not is_citation(request):
        return reader
    store = VersionStore(request.app.state.settings.store)
    return EmbeddedReader(version_named(store, request.query_params.get("version", "")).open())


def answered_at(name: str, suffix: str, request: Request, reader: Reader) -> Response:
    """Return the answer of a query, or its text with the values given in place; without any, as it stands.

    Raises UnknownQuery, or BadParameter for a value that does not fit, InvalidValue for one that is missing.
    """
    filled = filled_at(request, name)
    found, given = filled.query, dict(filled.values)
    missing = [one.name for one in found.parameters if one.required and not given.get(one.name)]
    if missing and (given or suffix != "rq"):
        raise InvalidValue(
            "%(name)s is missing.", hint="Add it to the address: %(name)s=…", values={"name": missing[0]}
        )
    if suffix == "rq":
        body: str | bytes = bind(found, given) if given else text_kept(found.text)
    else:
        reader = _reader_for(request, reader)
        body = _with_options(filled.answer(reader), suffix, request, reader)
    response = Response(body, media_type=QUERY_SUFFIXES[suffix])
    response.headers["Content-Disposition"] = f'inline; filename="{name}.{suffix}"'
    response.headers["Query-Version"] = found.version
    if is_citation(request):
        response.headers["Cache-Control"] = "no-store"
    return response
