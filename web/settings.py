"""Every setting of the service, in one table, with its default and what it does.

Read once, in the entry point, into a frozen object that is passed down. Nothing here is read when a module is
imported.
"""

from collections.abc import Mapping
from dataclasses import MISSING, dataclass, field, fields
from pathlib import Path
from types import UnionType
from typing import Any, get_args, get_type_hints

from graph.errors import InputError

ENVIRONMENT = "HUUNGHI_"


@dataclass(frozen=True, kw_only=True)
class Settings:
    """What a running service was told."""

    store: Path = field(default=Path("store"), metadata={"help": "Folder of the store's versions."})
    texts: Path | None = field(
        default=None,
        metadata={"help": "Folder of the sources' texts; with it, pages show the passages themselves."},
    )
    public_url: str = field(
        default="", metadata={"help": "Address under which the service is reached, for feeds and citations."}
    )
    page_cache_mb: int = field(
        default=64, metadata={"help": "Memory for finished pages, in megabytes; 0 keeps none."}
    )
    web_processes: int = field(
        default=0, metadata={"help": "Processes that take requests; 0 is one for every two cores."}
    )
    query_workers: int = field(
        default=0, metadata={"help": "Processes that answer SPARQL queries; 0 is one for each core."}
    )
    query_timeout: float = field(
        default=60.0, metadata={"help": "Seconds after which a SPARQL query is ended."}
    )
    query_memory_mb: int = field(
        default=1024, metadata={"help": "Memory one SPARQL query may use, in megabytes."}
    )
    query_rows: int = field(default=1_000_000, metadata={"help": "Rows one SPARQL answer may have."})
    query_bytes: int = field(
        default=512 * 1024 * 1024, metadata={"help": "Bytes one SPARQL answer may have."}
    )
    update_token: str = field(
        default="", metadata={"help": "Token that allows SPARQL updates; without one they are refused."}
    )
    open_updates: bool = field(
        default=False,
        metadata={"help": "Take SPARQL updates without a token; on this machine's own address only."},
    )
    query_cache_mb: int = field(
        default=20, metadata={"help": "Memory for finished SPARQL answers, in megabytes; 0 keeps none."}
    )
    request_log: Path | None = field(
        default=None, metadata={"help": "File for one line of JSON a request; - is standard error."}
    )
    slow_query_log: Path | None = field(
        default=None, metadata={"help": "File for slow SPARQL operations, with their text."}
    )
    slow_query_seconds: float = field(
        default=1.0, metadata={"help": "Seconds from which an operation is slow."}
    )
    log_query_texts: bool = field(
        default=False, metadata={"help": "Write the text of every query into the request log."}
    )
    service_hosts: tuple[str, ...] = field(
        default=(), metadata={"help": "Hosts that SERVICE and LOAD may call; none by default."}
    )

    @classmethod
    def read(cls, environment: Mapping[str, str], **given: Any) -> "Settings":
        """Return the settings given, completed from `HUUNGHI_*` variables; a setting given wins.

        Raises InputError where a variable's value is not of its setting's type.

        >>> Settings.read({"HUUNGHI_QUERY_TIMEOUT": "5"}).query_timeout
        5.0
        """
        hints = get_type_hints(cls)
        values = {name: value for name, value in given.items() if value is not None}
        for one in fields(cls):
            text = environment.get(ENVIRONMENT + one.name.upper())
            if text is not None and one.name not in values:
                values[one.name] = _parse(one.name, text, hints[one.name])
        return cls(**values)


def _parse(name: str, text: str, hint: Any) -> Any:
    kind = get_args(hint)[0] if isinstance(hint, UnionType) else hint
    try:
        if kind is bool:
            return {"1": True, "true": True, "yes": True, "0": False, "false": False, "no": False}[
                text.lower()
            ]
        if get_args(kind):
            return tuple(text.replace(",", " ").split())
        value = kind(text)
    except (ValueError, KeyError) as error:
        raise InputError(
            f"{ENVIRONMENT}{name.upper()} is {text!r}, which is no {kind.__name__}",
            hint="Correct the variable or unset it.",
        ) from error
    if isinstance(value, int | float) and not value >= 0:
        raise InputError(
            f"{ENVIRONMENT}{name.upper()} is {text!r}; it cannot be less than 0.",
            hint="Correct the variable or unset it.",
        )
    return value


@dataclass(frozen=True)
class Row:
    """One line of the settings' table, for `--help` and the reference."""

    name: str
    variable: str
    default: str
    help: str


def table() -> tuple[Row, ...]:
    """Return every setting with its environment variable, default and help."""
    return tuple(
        Row(
            one.name,
            ENVIRONMENT + one.name.upper(),
            "" if one.default in (MISSING, None, "", ()) else str(one.default),
            one.metadata["help"],
        )
        for one in fields(Settings)
    )
