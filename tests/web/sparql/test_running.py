"""What other servers answer about their queries may be anything, and the list is answered all the same."""

import asyncio
from types import SimpleNamespace
from typing import Any

import pytest

from web.replication.other_servers import Answers
from web.sparql.running import running_everywhere


class Asked:
    """Servers, or processes, that give these answers."""

    def __init__(self, answers: Any) -> None:
        self._answers = answers

    async def ask(self, *_: Any) -> Any:
        return self._answers


@pytest.mark.parametrize(
    "said", [None, 7, "text", {"id": "a"}, [1, None, {}, {"id": "a"}, {"seconds": "long"}]]
)
def test_an_answer_of_another_release_takes_no_query_from_the_list(said: Any) -> None:
    own, other = {"id": "own", "seconds": 1.0}, {"id": "other", "seconds": 2}
    there = Answers((("http://one", said), ("http://two", [other])), ("http://three",))
    service: Any = SimpleNamespace(peers=Asked(()), running_queries=lambda: [own], other_servers=Asked(there))
    found, silent = asyncio.run(running_everywhere(service))
    assert found == [{**other, "server": "http://two"}, {**own, "server": ""}]
    assert silent == ("http://three",)
