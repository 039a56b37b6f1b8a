"""What tables, queries and code name of the vocabulary is there to be named."""

import csv
import json
import re
from pathlib import Path

import pytest

from ontology.iris import BASE, HN
from ontology.prefixes import PREFIXES, expand
from ontology.vocabulary import vocabulary

ROOT = Path(__file__).parents[2]
PACKAGES = ("graph", "loaders", "queries", "web")
FILES = sorted(
    path
    for package in PACKAGES
    for path in (ROOT / package).rglob("*")
    if path.suffix in (".py", ".rq", ".html") and "node_modules" not in path.parts
)
TABLES = ROOT / "data" / "metadata.json"


def test_there_is_code_to_look_at() -> None:
    assert len(FILES) >= 40


@pytest.mark.parametrize("path", FILES, ids=lambda p: str(p.relative_to(ROOT)))
def test_code_and_queries_name_only_terms_that_exist(path: Path) -> None:
    text = path.read_text("utf-8")
    names = {*re.findall(r"\bhn:(\w+)", text), *re.findall(r'\bHN \+ "(\w+)"', text)}
    assert [n for n in sorted(names) if HN + n not in vocabulary().terms] == []
    concepts = {f"concept/{a}/{b}" for a, b in re.findall(r"concept[/:](\w+)/([a-z]+(?:-[a-z]+)*)", text)}
    concepts |= {f"concept/{a}/{b}" for a, b in re.findall(r'\bconcept\("(\w+)", "([a-z-]+)"\)', text)}
    assert [c for c in sorted(concepts) if BASE + c not in vocabulary().terms] == []


def tables() -> list[dict[str, object]]:
    return json.loads(TABLES.read_text("utf-8"))["tables"] if TABLES.exists() else []


@pytest.mark.parametrize("table", tables(), ids=lambda t: t["url"])
def test_tables_name_only_terms_and_concepts_that_exist(table: dict[str, object]) -> None:
    """Wherever a column makes an IRI of the vocabulary, each of its cells must make one that is there."""
    with (TABLES.parent / str(table["url"])).open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    unknown: set[str] = set()
    for column in table["tableSchema"]["columns"]:  # type: ignore[index]
        for template in (column.get("propertyUrl") or "", column.get("valueUrl") or ""):
            if not template.startswith((HN, PREFIXES["concept"], PREFIXES["skos"])):
                continue
            names = re.findall(r"{(\w+)}", template)
            for row in rows:
                if all(row.get(name) for name in names):
                    iri = re.sub(r"{(\w+)}", lambda m, row=row: row[m[1]], template)  # type: ignore[misc]
                    if iri == PREFIXES["skos"] + "contextName":
                        iri = (
                            HN + "contextName"
                        )  # one address a column; `loaders.tables.identifications` knows it
                    if iri not in vocabulary().terms:
                        unknown.add(iri)
    assert unknown == set()


def test_every_property_of_the_tables_can_be_read_on_a_page() -> None:
    """A public property without a reading form would stand on a page as its IRI."""
    named = {c.get("propertyUrl") or "" for t in tables() for c in t["tableSchema"]["columns"]}  # type: ignore[index]
    plain = {p for p in named if p and "{" not in p} - {expand("rdf:type")}
    assert sorted(p for p in plain if p not in vocabulary().terms) == []
