"""`pytest tests/queries --rewrite-expected` writes the expected rows of the catalogue anew and shows what changed."""

import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--rewrite-expected", action="store_true", help="write tests/queries/expected/ anew")
