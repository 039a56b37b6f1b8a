"""Every page, document and export is the same, read from another engine as from the store."""

from collections.abc import Iterator

import httpx
import pytest

from tests.web.conftest import serving


@pytest.fixture(scope="module")
def remote(oxigraph: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Address of a service that has no store, and reads from Oxigraph."""
    with serving(tmp_path_factory.mktemp("none") / "store", "--reader", oxigraph) as address:
        yield address


@pytest.mark.parametrize("address", ["/", "/id/person/nguyen-ngoc-hung.html"])
def test_a_page_is_read_from_the_endpoint(remote: str, address: str) -> None:
    answer = httpx.get(remote + address, headers={"Accept": "text/html", "Accept-Language": "en"}, timeout=60)
    assert answer.status_code == 200
    assert "Read from an endpoint on" in answer.text
    assert "Hung" in answer.text
