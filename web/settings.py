"""Every setting of the service, in one table: name, default, help, what is allowed and an example.

Read once, in the entry point, into a frozen object that is passed down. Nothing here is read when a module is
imported. What no operator changes, because it only bounds an answer, is in `graph/limits`.
"""

import math
import os
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from difflib import get_close_matches
from functools import partial
from ipaddress import ip_network
from pathlib import Path
from types import UnionType
from typing import Any, Final, get_args, get_type_hints

from graph.errors import InputError
from graph.limits import Unit
from graph.store.endpoint_address import EndpointAddress

PREFIX: Final = "HUUNGHI_"
LOG_JSON: Final = "json"
_RENAMED: Final = {"HUUNGHI_FRONTS": "HUUNGHI_WEB_PROCESSES"}
_TRUTH: Final = {"1": True, "true": True, "yes": True, "0": False, "false": False, "no": False}


@dataclass(frozen=True)
class _Rule:
    """What a variable's text must be. `least` bounds a number; `check` raises ValueError for a text, or a part, that is
    wrong.
    """

    help: str
    example: str
    allowed: str
    least: float
    check: Callable[[str], object] | None
    secret: bool
    bounds_answers: bool
    unit: Unit


def _rule(
    help_: str,
    *,
    example: str,
    allowed: str = "",
    least: float = 0,
    check: Callable[[str], object] | None = None,
    secret: bool = False,
    bounds_answers: bool = False,
    unit: Unit = Unit.COUNT,
) -> dict[str, _Rule]:
    """Return the metadata of a setting's field."""
    return {"rule": _Rule(help_, example, allowed, least, check, secret, bounds_answers, unit)}


def _like(pattern: str) -> Callable[[str], object]:
    """Return the check that a whole text is like a pattern."""

    def check(text: str) -> None:
        if not re.fullmatch(pattern, text):
            raise ValueError(text)

    return check


@dataclass(frozen=True, kw_only=True)
class Settings:
    """The settings of a running service."""

    store: Path = field(
        default=Path("store"), metadata=_rule("Folder of the store's versions.", example="/srv/huunghi/store")
    )
    reader: str = field(
        default="",
        metadata=_rule(
            "Address of a SPARQL 1.1 endpoint that pages and queries are answered from in the store's place.",
            example="http://127.0.0.1:7878/query",
            allowed="an address that begins with http:// or https://, without a password in it",
            check=_like(r"https?://[^\s/]\S*"),
        ),
    )
    reader_user: str = field(
        default="",
        metadata=_rule(
            "User name that this endpoint is asked with; without one the password is sent as a Bearer token.",
            example="huunghi",
        ),
    )
    reader_password: str = field(
        default="",
        metadata=_rule("Password for this endpoint.", example="a-long-random-text", secret=True),
    )
    reader_password_file: Path | None = field(
        default=None,
        metadata=_rule("File whose first line is that password.", example="/run/secrets/endpoint"),
    )
    reader_seconds: float = field(
        default=10.0,
        metadata=_rule(
            "Time for which pages made from the endpoint are kept.", example="60", unit=Unit.SECONDS
        ),
    )
    texts: Path | None = field(
        default=None,
        metadata=_rule(
            "Folder of the sources' texts; with it, pages show the passages themselves.",
            example="/srv/huunghi/texts",
        ),
    )
    public_url: str = field(
        default="",
        metadata=_rule(
            "Address under which the service is reached, for feeds and citations.",
            example="https://huunghi.example.org",
            allowed="an address that begins with http:// or https://",
            check=_like(r"https?://[^\s/]\S*"),
        ),
    )
    trusted_proxies: tuple[str, ...] = field(
        default=(),
        metadata=_rule(
            "Proxies in front, whose X-Forwarded-For names the client; else a proxy is one client for all behind it.",
            example="127.0.0.1,10.0.0.0/8",
            allowed="IP addresses or networks, separated by commas",
            check=partial(ip_network, strict=False),
        ),
    )
    page_cache_mb: int = field(
        default=64,
        metadata=_rule("Memory for finished pages; 0 keeps none.", example="64", unit=Unit.MEGABYTES),
    )
    web_processes: int = field(
        default=0, metadata=_rule("Processes that take requests; 0 is one for every two cores.", example="2")
    )
    query_workers: int = field(
        default=0,
        metadata=_rule("Processes that answer SPARQL queries; 0 is one for each core.", example="4"),
    )
    query_timeout: float = field(
        default=60.0,
        metadata=_rule(
            "Time after which a SPARQL query is ended.", example="60", bounds_answers=True, unit=Unit.SECONDS
        ),
    )
    query_memory_mb: int = field(
        default=1024,
        metadata=_rule(
            "Memory that one SPARQL query may use.",
            example="1024",
            least=1,
            bounds_answers=True,
            unit=Unit.MEGABYTES,
        ),
    )
    query_rows: int = field(
        default=1_000_000,
        metadata=_rule(
            "Rows that one SPARQL answer may have; 0 is any number.", example="1000000", bounds_answers=True
        ),
    )
    query_bytes: int = field(
        default=512 * 1024 * 1024,
        metadata=_rule(
            "Size of one SPARQL answer.", example="536870912", least=1, bounds_answers=True, unit=Unit.BYTES
        ),
    )
    update_token: str = field(
        default="",
        metadata=_rule(
            "Token that allows SPARQL updates; without one they are refused.",
            example="a-long-random-text",
            secret=True,
        ),
    )
    open_updates: bool = field(
        default=False,
        metadata=_rule(
            "Take SPARQL updates without a token; on this machine's own address only.", example="1"
        ),
    )
    follow: str = field(
        default="",
        metadata=_rule(
            "Address of the store that this service is a replica of: it fetches each version from there, and takes no "
            "changes.",
            example="http://10.0.0.1:8000",
        ),
    )
    servers: bool = field(
        default=False,
        metadata=_rule(
            "Be one of several servers of a graph: a cookie keeps the version that a reader has seen, for the others.",
            example="1",
        ),
    )
    replica_token: str = field(
        default="",
        metadata=_rule(
            "Token for fetching versions: replicas give it, and the service that they follow takes it.",
            example="a-long-random-text",
            secret=True,
        ),
    )
    peers: tuple[str, ...] = field(
        default=(),
        metadata=_rule(
            "Addresses of the servers of a graph, this one's too or not: each lists and ends the queries of all.",
            example="http://10.0.0.1:8000,http://10.0.0.2:8000",
            allowed="addresses that begin with http:// or https://, separated by commas",
            check=_like(r"https?://[^\s/]\S*"),
        ),
    )
    peer_token: str = field(
        default="",
        metadata=_rule(
            "Token that these servers have in common, by which they ask one another.",
            example="a-long-random-text",
            secret=True,
        ),
    )
    remote_command: str = field(
        default="huunghi",
        metadata=_rule(
            "What starts this program on another machine, for stores that are reached by ssh.",
            example="/opt/huunghi/bin/huunghi",
        ),
    )
    query_cache_mb: int = field(
        default=20,
        metadata=_rule(
            "Memory for finished SPARQL answers; 0 keeps none.", example="20", unit=Unit.MEGABYTES
        ),
    )
    log_format: str = field(
        default="text",
        metadata=_rule(
            "How the log on standard error is written: text, or json, one object a line, with a line a request.",
            example=LOG_JSON,
            allowed="text or json",
            check=_like("text|json"),
        ),
    )
    request_log: Path | None = field(
        default=None, metadata=_rule("File for one line of JSON a request; - is standard error.", example="-")
    )
    slow_query_log: Path | None = field(
        default=None,
        metadata=_rule(
            "File for slow SPARQL operations, with their text.", example="/var/log/huunghi/slow.log"
        ),
    )
    slow_query_seconds: float = field(
        default=1.0,
        metadata=_rule("Time from which a SPARQL operation is slow.", example="1.5", unit=Unit.SECONDS),
    )
    log_query_texts: bool = field(
        default=False, metadata=_rule("Write the text of every query into the request log.", example="1")
    )
    service_hosts: tuple[str, ...] = field(
        default=(),
        metadata=_rule(
            "Hosts that SERVICE and LOAD may call; none unless they are listed.",
            example="dbpedia.org,query.wikidata.org",
            allowed="names of hosts, each with :port where it is not the usual one, separated by commas",
            check=_like(r"(local:)?[A-Za-z0-9._:-]+"),
        ),
    )
    model_name: str = field(
        default="",
        metadata=_rule(
            "Language model that `load --model` and `evaluate --model` ask; without --model no text is sent anywhere.",
            example="qwen3:8b",
        ),
    )
    model_key: str = field(
        default="",
        metadata=_rule(
            "Key for the language model that `load --model` asks.",
            example="sk-a-long-random-text",
            secret=True,
        ),
    )

    def __post_init__(self) -> None:
        """Raise InputError where one setting needs another."""
        if self.peers and not self.peer_token:
            raise InputError(
                "HUUNGHI_PEERS names other servers, and there is no token by which they are asked.",
                hint="Give all of them the same long random text as HUUNGHI_PEER_TOKEN.",
            )

    @property
    def endpoint(self) -> EndpointAddress | None:
        """The endpoint that is read in the store's place. Raises InputError where its password cannot be read."""
        if not self.reader:
            return None
        password = self.reader_password
        if self.reader_password_file is not None:
            try:
                password = self.reader_password_file.read_text(encoding="utf-8").partition("\n")[0].strip()
            except (OSError, UnicodeDecodeError) as error:
                raise InputError(
                    "The file of the endpoint's password, %(file)s, cannot be read.",
                    hint="HUUNGHI_READER_PASSWORD_FILE must be a file of UTF-8 whose first line is the password.",
                    values={"file": self.reader_password_file},
                ) from error
        return EndpointAddress(self.reader, self.reader_user, password)

    @classmethod
    def from_environment(cls, **given: Any) -> "Settings":
        """Return the settings given, completed from this process's `HUUNGHI_*` variables; see `read`."""
        return cls.read(os.environ, **given)

    @classmethod
    def read(cls, environment: Mapping[str, str], **given: Any) -> "Settings":
        """Return the settings given, completed from `HUUNGHI_*` variables; a setting given (not None) wins.

        An empty variable counts as none. Raises InputError for a variable that is no setting, with the name of the
        nearest one, and for a value that its setting does not allow.

        >>> Settings.read({"HUUNGHI_QUERY_TIMEOUT": "5"}).query_timeout
        5.0
        """
        hints = get_type_hints(cls)
        rules = {variable_of(one.name): (one.name, one.metadata["rule"]) for one in fields(cls)}
        values = {name: value for name, value in given.items() if value is not None}
        for variable, text in environment.items():
            if not variable.startswith(PREFIX):
                continue
            if variable not in rules:
                raise _unknown(variable, list(rules))
            name, rule = rules[variable]
            if text and name not in values:
                values[name] = _parse(variable, text, hints[name], rule)
        return cls(**values)


def variable_of(name: str) -> str:
    """Return the environment variable of a setting."""
    return PREFIX + name.upper()


def _unknown(variable: str, known: list[str]) -> InputError:
    new = _RENAMED.get(variable)
    nearest = new or get_close_matches(variable, known, n=1, cutoff=0.0)[0]
    return InputError(
        f"The environment variable {variable} is no setting.",
        hint=f"It is now {new}." if new else f"Did you mean {nearest}? Correct {variable} or unset it.",
    )


def _parse(variable: str, text: str, hint: Any, rule: _Rule) -> Any:
    """Return the value of a variable's text. Raises InputError with what is allowed and an example."""
    kind = get_args(hint)[0] if isinstance(hint, UnionType) else hint
    several = bool(get_args(kind))
    allowed = rule.allowed or _allowed(kind, rule.least)
    parts = text.replace(",", " ").split() if several else [text]
    try:
        for part in parts:
            if rule.check is not None:
                rule.check(part)
        value = tuple(parts) if several else _TRUTH[text.lower()] if kind is bool else kind(text)
        if isinstance(value, int | float) and not rule.least <= value < math.inf:
            raise ValueError(text)
    except (ValueError, KeyError) as error:
        raise InputError(
            "The environment variable %(variable)s is %(text)r; it must be %(allowed)s.",
            hint="For example %(variable)s=%(example)s, or unset it.",
            values={"variable": variable, "text": text, "allowed": allowed, "example": rule.example},
        ) from error
    return value


def _allowed(kind: type, least: float) -> str:
    if kind is bool:
        return "1, true or yes, or else 0, false or no"
    if kind is int or kind is float:
        return f"a {'whole ' if kind is int else ''}number that is not less than {least:g}"
    return "the path of a file or folder" if kind is Path else "text"


@dataclass(frozen=True)
class Setting:
    """One line of the settings' table. `value` and `default` are as a variable would write them; a secret is left out.

    `bounds_answers` says that it decides how much of an answer one gets, as limits do.
    """

    name: str
    variable: str
    value: str
    default: str
    unit: Unit
    help: str
    bounds_answers: bool


def table(settings: Settings) -> tuple[Setting, ...]:
    """Return every setting with its variable, its value here, its default and help."""
    return tuple(
        Setting(
            one.name,
            variable_of(one.name),
            _written(getattr(settings, one.name), secret=one.metadata["rule"].secret),
            _written(one.default),
            one.metadata["rule"].unit,
            one.metadata["rule"].help,
            one.metadata["rule"].bounds_answers,
        )
        for one in fields(settings)
    )


def _written(value: object, *, secret: bool = False) -> str:
    if value is None or value == "":
        return ""
    if secret:
        return "(set, and not shown)"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, tuple):
        return ",".join(map(str, value))
    return f"{value:g}" if isinstance(value, float) else str(value)
