"""The loaders of sparql-llm find examples, prefixes and VoID through the endpoint, with its address alone.

They run in an environment of their own (`make clients`). The package makes a model of language and a database when it
is imported, which its loaders do not use: `stand_ins` has empty classes in their place.
"""

import json
import os
import subprocess
from typing import Any

import pytest

from ontology.prefixes import PREFIXES
from queries.collection import catalogue
from tests.clients.conftest import HERE
from tests.web.sparql.conftest import Server

ENVIRONMENT = HERE / ".venv"


@pytest.fixture(scope="module")
def told(service: Server, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What the loaders found, of one process."""
    program = ENVIRONMENT / "bin" / "python"
    if not (ENVIRONMENT / ".ready").exists():
        pytest.skip("sparql-llm is not installed: make clients")
    done = subprocess.run(
        [
            str(program),
            str(HERE / "sparql_llm_loads.py"),
            f"{service.url}/sparql",
            f"{service.url}/.well-known/void.ttl",
        ],
        cwd=tmp_path_factory.mktemp("sparql-llm"),
        env={**os.environ, "PYTHONPATH": str(HERE / "stand_ins"), "AUTO_INIT": "false"},
        capture_output=True,
        check=False,
        timeout=600,
    )
    assert done.returncode == 0, done.stderr.decode()[-2000:]
    assert b"Could not" not in done.stderr and b"Error" not in done.stderr, done.stderr.decode()[-2000:]
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def test_it_finds_every_example_in_both_languages(told: dict[str, Any]) -> None:
    """Each with a sentence and a query that its own parser reads."""
    examples = told["examples"]
    assert len(examples) == 2 * len(catalogue())
    assert {one["query_type"] for one in examples} <= {"SelectQuery", "AskQuery", "ConstructQuery"}
    english = {f"{one.title.en}. {one.description.en}" for one in catalogue().values()}
    vietnamese = {f"{one.title.vi}. {one.description.vi}" for one in catalogue().values()}
    assert {one["question"] for one in examples} == english | vietnamese


def test_it_finds_the_prefixes(told: dict[str, Any]) -> None:
    assert told["prefixes"] == PREFIXES


def test_it_makes_shapes_of_void(told: dict[str, Any]) -> None:
    """A shape for each class, with the classes and datatypes that a property leads to."""
    schema = told["schema"]
    org, schema_org = PREFIXES["org"], PREFIXES["schema"]
    post = schema[f"{org}Post"]
    assert f"{org}Organization" in post[f"{org}postIn"]
    assert f"{PREFIXES['xsd']}date" in schema[f"{schema_org}Event"][f"{schema_org}startDate"]
    shapes = {one["iri"]: one for one in told["shapes"]}
    assert f"{org}Post" in shapes
    assert "org:postIn" in shapes[f"{org}Post"]["answer"]
    assert "org:Organization" in shapes[f"{org}Post"]["answer"]


def test_it_reads_the_same_at_the_well_known_address(told: dict[str, Any]) -> None:
    (read,) = told["void_file"].values()
    assert {one: set(found) for one, found in read.items()} == {
        one: set(found) for one, found in told["schema"].items()
    }


def test_it_tells_by_void_which_property_a_class_does_not_have(told: dict[str, Any]) -> None:
    assert any("org:chairOf" in one for one in told["wrong"])
