"""Read a query file: a header of `#+` lines in YAML, then SPARQL that is valid as it stands.

The header says what a person needs to choose the query and to fill in its form. Its parameters are the variables that
the body writes with a dollar (`$day`); a variable with a question mark is the query's own. Nothing here runs a query.

    #+ title: {en: Holders of a post, vi: Người giữ một chức vụ}
    #+ description: {en: ..., vi: ...}
    #+ order: 10
    #+ question: 5
    #+ asked: {en: [who held, "who was {post}"], vi: [ai giữ chức]}
    #+ parameters:
    #+   day: {type: date, label: {en: Day, vi: Ngày}, required: true, example: 2024-04-02}

`asked` are phrases by which people ask for it in plain language; `queries.ask` chooses by them.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

import yaml

from graph.errors import InputError, Problem
from graph.yaml_loader import SafeLoader
from ontology.iris import KINDS
from queries.links import text_hash
from queries.sparql.lexer import tokenise

MARK: Final = "#+"
_UNSHOWABLE: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_DEEPEST: Final = 20
"""Levels that a header may have; it needs five."""
_KEYS: Final = frozenset({"title", "description", "order", "question", "asked", "parameters"})
_PARAMETER_KEYS: Final = frozenset({"type", "kind", "label", "required", "default", "example"})


@dataclass(frozen=True)
class Bilingual:
    """The same text in English and Vietnamese."""

    en: str
    vi: str

    def in_language(self, language: str) -> str:
        """Return the Vietnamese text for `vi`, the English one for any other language."""
        return self.vi if language.partition("-")[0] == "vi" else self.en


class ParameterType(StrEnum):
    """What a parameter's value must be."""

    IRI = "iri"
    DATE = "date"  # a day, YYYY-MM-DD
    TEXT = "text"
    INTEGER = "integer"
    NUMBER = "number"
    LANGUAGE = "language"  # a language tag


@dataclass(frozen=True)
class Parameter:
    """A variable of the query that its caller sets.

    `kinds` narrows an IRI to things of these kinds (`document`) or concepts of these schemes (`concept/body`).
    A value left out is `default`; where there is none the variable stays unbound. `example` is a value with an answer.
    """

    name: str
    type: ParameterType
    label: Bilingual
    kinds: tuple[str, ...] = ()
    required: bool = False
    default: str | None = None
    example: str | None = None


@dataclass(frozen=True)
class NamedQuery:
    """A query with its name and header. `text` is the body without the header; `asked` are phrases in any language."""

    name: str
    title: Bilingual
    description: Bilingual
    group: str
    order: int
    parameters: tuple[Parameter, ...]
    text: str
    question: int | None = None
    asked: tuple[str, ...] = ()

    @property
    def version(self) -> str:
        """The version of the query: the SHA-256 of its text."""
        return text_hash(self.text)

    @property
    def parameter_names(self) -> tuple[str, ...]:
        """Names of all parameters, in the order of the header."""
        return tuple(parameter.name for parameter in self.parameters)

    @property
    def examples(self) -> dict[str, str]:
        """The example value of each parameter that has one."""
        return {p.name: p.example for p in self.parameters if p.example is not None}


GROUPS: Final[Mapping[str, Bilingual]] = {
    "documents": Bilingual(en="Documents and citations", vi="Văn kiện và trích dẫn"),
    "people": Bilingual(en="People and posts", vi="Con người và chức vụ"),
    "bodies": Bilingual(en="Bodies, members and congresses", vi="Tổ chức, thành viên và đại hội"),
    "programmes": Bilingual(en="Programmes, tasks and speeches", vi="Chương trình, nhiệm vụ và phát biểu"),
    "events": Bilingual(en="Events and places", vi="Sự kiện và địa điểm"),
    "names": Bilingual(en="Names", vi="Tên gọi"),
    "evidence": Bilingual(en="Sources and evidence", vi="Nguồn và bằng chứng"),
}
"""The groups of the catalogue, in the order in which they are listed."""


def parse(text: str, name: str, *, group: str, file: str = "") -> NamedQuery:
    """Return the query of a file's text; `name` is the file's name without `.rq`, `group` that of its folder.

    Without a group it is never listed, and so needs no title, description and order.
    Raises InputError naming the file, the key and what is expected.
    """
    lines = text.splitlines(keepends=True)
    length = next((i for i, line in enumerate(lines) if not line.startswith(MARK)), len(lines))
    header = "".join(line[len(MARK) :].removeprefix(" ") for line in lines[:length])
    body = "".join(lines[length:]).lstrip("\n")
    reader = _Reader(file or f"{name}.rq")
    try:
        _check_events(header)
        given = yaml.load(header, _Loader) or {}  # noqa: S506 - a safe loader that takes less
    except (yaml.YAMLError, ValueError) as error:
        raise reader.refuse(f"the header is not YAML: {error}") from error
    top = reader.mapping(given, "the header", _KEYS)
    if group and group not in GROUPS:
        raise reader.refuse(f"the folder {group!r} is no group; the groups are {', '.join(GROUPS)}")
    blank = None if group else Bilingual(en="", vi="")
    parameters = tuple(
        _parameter(reader, str(key), value)
        for key, value in reader.mapping(top.get("parameters") or {}, "parameters", None).items()
    )
    reader.check_variables(body, {parameter.name for parameter in parameters})
    return NamedQuery(
        name=name,
        title=blank or reader.bilingual(top.get("title"), "title"),
        description=blank or reader.bilingual(top.get("description"), "description"),
        group=group,
        order=reader.integer(top.get("order", None if group else 0), "order"),
        parameters=parameters,
        text=body,
        question=reader.integer(top["question"], "question") if "question" in top else None,
        asked=tuple(
            phrase
            for language, phrases in reader.mapping(
                top.get("asked") or {}, "asked", frozenset({"en", "vi"})
            ).items()
            for phrase in reader.phrases(phrases, f"asked: {language}")
        ),
    )


def _parameter(reader: "_Reader", name: str, value: object) -> Parameter:
    where = f"parameters: {name}"
    given = reader.mapping(value, where, _PARAMETER_KEYS)
    kinds = given.get("kind") or []
    for kind in kinds if isinstance(kinds, list) else [kinds]:
        if str(kind) not in KINDS and not str(kind).startswith("concept"):
            raise reader.refuse(
                f"{where}: unknown kind {kind!r}; the kinds are {', '.join(KINDS)}, concept/<scheme>"
            )
    required = reader.yes_or_no(given.get("required", False), f"{where}: required")
    if required and "default" in given:
        raise reader.refuse(f"{where}: a required parameter has no default")
    return Parameter(
        name=name,
        type=ParameterType(reader.word(given.get("type"), f"{where}: type", tuple(ParameterType))),
        label=reader.bilingual(given.get("label"), f"{where}: label"),
        kinds=tuple(map(str, kinds)) if isinstance(kinds, list) else (str(kinds),),
        required=required,
        default=str(given["default"]) if "default" in given else None,
        example=str(given["example"]) if "example" in given else None,
    )


def _check_events(header: str) -> None:
    """Refuse aliases, which a few lines make huge, and what is nested deeper than the composer can follow.

    Raises yaml.YAMLError.
    """
    depth = 0
    for event in yaml.parse(header, SafeLoader):
        if isinstance(event, yaml.AliasEvent):
            raise yaml.YAMLError("an alias (*) cannot be used in it")
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if depth > _DEEPEST:
            raise yaml.YAMLError("it is nested too deeply")


class _Loader(SafeLoader):
    """Reads YAML without characters that no page can show."""

    def construct_scalar(self, node: yaml.ScalarNode | yaml.MappingNode) -> Any:
        """Read a value."""
        if isinstance(node.value, str) and (found := _UNSHOWABLE.search(node.value)):
            raise yaml.YAMLError(f"the character U+{ord(found[0]):04X} cannot be used: {node.start_mark}")
        return super().construct_scalar(node)


class _Reader:
    """Take values out of one file's header, or say what is wrong with it."""

    def __init__(self, file: str) -> None:
        self.file = file

    def refuse(self, message: str) -> InputError:
        return InputError("a query file is wrong", problems=(Problem(file=self.file, message=message),))

    def mapping(self, value: object, where: str, keys: frozenset[str] | None) -> dict[str, Any]:
        if not isinstance(value, dict):
            raise self.refuse(f"{where}: a mapping is expected, not {value!r}")
        unknown = sorted(str(key) for key in value if keys is not None and key not in keys)
        if unknown:
            raise self.refuse(
                f"{where}: unknown {', '.join(unknown)}; known are {', '.join(sorted(keys or ()))}"
            )
        return value

    def bilingual(self, value: object, where: str) -> Bilingual:
        texts = self.mapping(value, where, frozenset({"en", "vi"}))
        missing = [language for language in ("en", "vi") if not str(texts.get(language) or "").strip()]
        if missing:
            raise self.refuse(f"{where}: no text in {' and '.join(missing)}")
        return Bilingual(en=str(texts["en"]).strip(), vi=str(texts["vi"]).strip())

    def yes_or_no(self, value: object, where: str) -> bool:
        if not isinstance(value, bool):
            raise self.refuse(f"{where}: true or false is expected, not {value!r}")
        return value

    def integer(self, value: object, where: str) -> int:
        if not isinstance(value, int) or isinstance(value, bool):
            raise self.refuse(f"{where}: a whole number is expected, not {value!r}")
        return value

    def phrases(self, value: object, where: str) -> list[str]:
        if not isinstance(value, list) or not all(isinstance(one, str) and one.strip() for one in value):
            raise self.refuse(f"{where}: a list of phrases is expected, not {value!r}")
        return value

    def word(self, value: object, where: str, words: tuple[str, ...]) -> str:
        if not isinstance(value, str) or value not in words:
            raise self.refuse(f"{where}: one of {', '.join(words)} is expected, not {value!r}")
        return value

    def check_variables(self, body: str, parameters: set[str]) -> None:
        """Refuse a body whose variables and parameters could be taken for each other, or that projects one."""
        used: set[str] = set()
        selecting, depth, before = False, 0, ""
        for token in tokenise(body):
            if token.word == "SELECT":
                selecting, depth = True, 0
            elif token.text in ("(", ")"):
                depth += 1 if token.text == "(" else -1
            elif token.text == "{" or token.word in ("WHERE", "FROM"):
                selecting = False
            if selecting and depth == 0 and token.text == "*":
                raise self.refuse("SELECT *: name the variables, so that no parameter is among them")
            name, after, before = token.variable, before, token.word
            if not name:
                continue
            if token.text[0] == "$":
                if name not in parameters:
                    raise self.refuse(f"${name} is not a parameter of the header")
                if (selecting and depth == 0) or after == "AS":
                    raise self.refuse(
                        f"${name} is selected: a parameter has a value, it is not part of an answer"
                    )
                used.add(name)
            elif name in parameters:
                raise self.refuse(f"?{name} has the name of a parameter: write ${name}, or another name")
        unused = sorted(parameters - used)
        if unused:
            raise self.refuse(f"parameters never used in the body: {', '.join(unused)}")
