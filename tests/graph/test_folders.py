"""A folder that is loaded, or that holds texts, leads to no file outside it: by no link, no `..`, no whole path."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from graph.errors import InputError
from loaders.articles.input.files import files_in
from loaders.rdf.files import rdf_files
from loaders.tables.check import check_tables
from loaders.tables.dataset import open_dataset
from queries.read.texts import Texts
from tests.conftest import DATA

ELSEWHERE = "a secret of the machine"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder beside a file that is none of its own, reached by a link of its own."""
    (tmp_path / "secret").write_text(ELSEWHERE)
    (tmp_path / "real").mkdir()
    (tmp_path / "real" / "own.txt").write_text("a text")
    (tmp_path / "real" / "own.ttl").write_text("<urn:a> <urn:b> 1 .")
    (tmp_path / "folder").symlink_to(tmp_path / "real")
    return tmp_path / "folder"


def problems_of(folder: Path) -> str:
    try:
        return "\n".join(map(str, open_dataset(folder).problems))
    except InputError as error:
        return str(error)


@pytest.mark.parametrize(
    ("name", "read"),
    [
        ("linked.txt", files_in),
        ("reports.csv", files_in),
        ("linked.ttl", rdf_files),
        ("linked.txt", Texts),
        ("linked.csv", problems_of),
        ("metadata.json", problems_of),
    ],
)
def test_a_link_that_leads_out_is_refused_by_name(
    folder: Path, name: str, read: Callable[[Path], object]
) -> None:
    (folder / name).symlink_to("../secret")
    try:
        said = str(read(folder))
    except InputError as error:
        said = str(error)
    assert name in said and "leads out of the folder" in said and ELSEWHERE not in said


def test_a_link_to_a_file_of_the_folder_is_that_file_and_the_folder_may_be_a_link(folder: Path) -> None:
    (folder / "also.ttl").symlink_to("own.ttl")
    (folder / "also.txt").symlink_to(folder / "own.txt")
    assert len(rdf_files(folder)) == 2 and len(Texts(folder)) == 1
    assert [file.path.name for file in files_in(folder) if file.path.suffix == ".txt"] == [
        "also.txt",
        "own.txt",
    ]


@pytest.mark.parametrize("url", ["../people.csv", "{}/people.csv", "sub/../../people.csv", "link/people.csv"])
def test_the_url_of_a_table_leads_to_no_file_outside(tmp_path: Path, url: str) -> None:
    folder = tmp_path / "folder"
    (folder / "sub").mkdir(parents=True)
    (folder / "link").symlink_to(tmp_path)
    shutil.copy(DATA / "people.csv", tmp_path)
    said = {"@context": "http://www.w3.org/ns/csvw", "tables": [{"url": url.format(tmp_path)}]}
    (folder / "metadata.json").write_text(json.dumps(said))
    assert "leads out of the folder" in problems_of(folder)
    said["tables"] = [{"url": "sub/people.csv"}]
    (folder / "metadata.json").write_text(json.dumps(said))
    shutil.copy(DATA / "people.csv", folder / "sub")
    assert problems_of(folder) == ""


def test_the_file_of_a_source_is_one_of_the_folder_of_texts(tmp_path: Path) -> None:
    shutil.copytree(DATA, tmp_path / "data")
    (tmp_path / "texts").mkdir()
    (tmp_path / "secret").write_text(ELSEWHERE)
    sources = (tmp_path / "data" / "sources.csv").read_text("utf-8")
    (tmp_path / "data" / "sources.csv").write_text(
        sources.replace("nghe-an-2024-04.en.txt", "../secret"), "utf-8"
    )
    said = "\n".join(map(str, check_tables(tmp_path / "data", texts=tmp_path / "texts")))
    assert "../secret leads out of the folder of texts" in said and ELSEWHERE not in said
