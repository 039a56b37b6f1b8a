"""The years of a trace or of the matrix, in words."""

from queries.read.trace import Scope
from web.languages import Words


def years_of(scope: Scope, words: Words) -> str:
    """Return the years that are traced: one, from one to another, since one, until one."""
    begin, finish = scope.begin, scope.finish
    if begin and finish:
        return begin if begin == finish else f"{begin}\u2013{finish}"
    if begin:
        return words("since %(day)s", day=begin)
    return words("until %(day)s", day=finish)
