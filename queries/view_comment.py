"""Which view of its answer a query asks for, in a comment: `#view: chart x=?year y=?count`.

The comment changes nothing of the query, so that any tool runs it. What the words mean for an answer is decided where
its columns are known (`web/views/answers`).
"""

import re
from dataclasses import dataclass
from typing import Final

from graph.limits import LIMITS
from queries.sparql.lexer import Kind, tokenise

_COMMENT: Final = re.compile(r"#\s*view\s*:(.*)", re.IGNORECASE | re.DOTALL)


@dataclass(frozen=True)
class ViewRequest:
    """A view by its name in lower case (empty: none is asked for), its options, and words that are none of these."""

    name: str = ""
    options: tuple[tuple[str, str], ...] = ()
    unread: tuple[str, ...] = ()

    def option(self, name: str) -> str:
        """Return the value of an option, the last one where it is given twice; empty where it is not given."""
        return dict(self.options).get(name, "")


def view_comment(query: str) -> str:
    """Return what follows `#view:` in the first comment of a query that begins so; empty where there is none.

    >>> view_comment("#view: timeline\\nSELECT ?x { ?x a <http://example.org/#view:map> }")
    'timeline'
    """
    if "view" not in query.casefold():
        return ""
    for token in tokenise(query):
        if token.kind is Kind.COMMENT and (found := _COMMENT.fullmatch(token.text)):
            return found[1].strip()[: LIMITS.view_length]
    return ""


def read_view(text: str) -> ViewRequest:
    """Return what a view's text asks for.

    >>> read_view("Chart x=?year y = ?count")
    ViewRequest(name='chart', options=(('x', 'year'), ('y', 'count')), unread=())
    """
    spaced = " ".join(text[: LIMITS.view_length].split())
    name, *rest = spaced.replace(" =", "=").replace("= ", "=").split() or [""]
    options, unread = [], []
    for word in rest:
        key, equals, value = word.partition("=")
        if equals and key and value:
            options.append((key.casefold(), value.removeprefix("?").removeprefix("$")))
        else:
            unread.append(word)
    return ViewRequest(name.casefold(), tuple(options), tuple(unread))
