"""Read RDF that a test writes down, without a store."""

from pathlib import Path

from loaders.rdf.files import rdf_files
from loaders.rdf.findings import Findings, Options
from loaders.rdf.parse import read_quads

XML = 'xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:e="urn:e:"'
ONE = "<urn:a> <urn:p> <urn:b> .\n"


def read(path: Path, data: bytes | str, **options: object) -> tuple[list[str], list[str]]:
    """Write a file and read it; return its statements and what was left out, in words without the folder's name."""
    path.write_bytes(data if isinstance(data, bytes) else data.encode())
    findings = Findings()
    quads = [
        str(quad)
        for file in rdf_files(path)
        for quad in read_quads(file, options=Options(**options), findings=findings)  # type: ignore[arg-type]
    ]
    return quads, [str(problem).removeprefix(f"{path.parent}/") for problem in findings.problems()]
