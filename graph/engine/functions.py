"""The functions that our SPARQL has beside the standard's: `hn:fold`, and those that rewritten queries call.

`queries/sparql/rewrite.py` puts calls of the others into a query; nobody writes them. A function that raises, or
returns None, has no value, as an expression with an error has none.
"""

from collections.abc import Callable
from typing import Any, Final

from pyoxigraph import NamedNode

from graph.engine import order, regular_expressions
from graph.search.fold import FUNCTIONS as FOLD

OURS: Final = "urn:huunghi:engine:"
ORDER_KEY: Final = f"<{OURS}order-key>"
BEGINNING: Final = f"<{OURS}beginning>"
PATTERN: Final = f"<{OURS}pattern>"
FLAGS: Final = f"<{OURS}flags>"
REPLACE: Final = f"<{OURS}replace>"
RANKED: Final = f"<{OURS}ranked>"

FUNCTIONS: Final[dict[NamedNode, Callable[..., Any]]] = {
    **FOLD,
    NamedNode(ORDER_KEY[1:-1]): order.order_key,
    NamedNode(BEGINNING[1:-1]): order.beginning,
    NamedNode(PATTERN[1:-1]): regular_expressions.pattern_term,
    NamedNode(FLAGS[1:-1]): regular_expressions.flags_term,
    NamedNode(REPLACE[1:-1]): regular_expressions.replace_term,
    NamedNode(RANKED[1:-1]): order.ranked,
}
