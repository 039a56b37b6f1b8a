"""R with httr2 reads CSV and JSON, and shows the words of our errors."""

import json
import os
import shutil
import subprocess
from typing import Any

import pytest

from queries.collection import catalogue
from queries.runner import Form, form_of
from tests.clients.conftest import HERE, LARGE, MANY, TERMS
from tests.web.sparql.conftest import Server


@pytest.fixture(scope="module")
def told(service: Server) -> dict[str, Any]:
    """What R read, of one process."""
    program = shutil.which("Rscript")
    libraries = [program or "", "-e", "library(httr2); library(jsonlite)"]
    if not program or subprocess.run(libraries, capture_output=True, check=False).returncode:
        pytest.skip(
            "R with httr2 is not installed (Debian: apt install r-base-core r-cran-httr2 r-cran-jsonlite)"
        )
    command = [program, str(HERE / "httr2.R"), service.url, TERMS, LARGE]
    done = subprocess.run(
        command,
        env={**os.environ, "LC_ALL": "C.UTF-8"},  # the texts of its arguments are in UTF-8
        capture_output=True,
        check=False,
        timeout=300,
    )
    assert done.returncode == 0, done.stderr.decode()[-2000:]
    read: dict[str, Any] = json.loads(done.stdout)
    return read


@pytest.mark.parametrize("form", ["csv", "posted"])
def test_r_makes_a_table_of_csv(told: dict[str, Any], form: str) -> None:
    table = told[form]
    assert table["name"] == ["Nghệ An", 'Хайзыонг, "город"\nи провинция', "=1+1"]
    assert table["place"][2] is None and table["none"] == [None] * 3
    assert table["value"] == ["7", "1.5", "true"]
    assert table["day"] == ["2024-04-02", "2024", "2024-04-02T09:30:00+07:00"]
    assert len({node for node in table["node"] if node.startswith("_:")}) == 3


def test_r_reads_json_with_languages_and_datatypes(told: dict[str, Any]) -> None:
    columns = told["json"]
    assert columns["name"]["xml:lang"] == ["vi", "ru", None]
    assert columns["day"]["datatype"][0].endswith("#date")
    assert columns["node"]["type"] == ["bnode"] * 3
    assert "none" not in columns
    assert told["ask"] is True


def test_r_reads_triples_and_large_answers(told: dict[str, Any]) -> None:
    assert told["triples"].strip() == '<urn:a> <urn:b> "Nghệ An"@vi .'
    assert told["many"] == MANY


def test_r_shows_what_is_wrong_and_what_to_do(told: dict[str, Any]) -> None:
    assert "HTTP 400" in told["error"] and "is not closed" in told["error"]
    assert "A “}” is missing." in told["error"]


def test_r_reads_the_description_and_the_examples(told: dict[str, Any]) -> None:
    assert told["description"] > 10_000
    assert told["examples"] == sum(form_of(query.text) is Form.SELECT for query in catalogue().values())
