"""Years and spans of time of a trace or of the matrix, in words."""

from queries.read.trace import Scope
from queries.read.trace.first_citations import days_between
from web.languages import Words


def years_of(scope: Scope, words: Words) -> str:
    """Return the years that are traced: one, from one to another, since one, until one."""
    begin, finish = scope.begin, scope.finish
    if begin and finish:
        return begin if begin == finish else f"{begin}\u2013{finish}"
    if begin:
        return words("since %(day)s", day=begin)
    return words("until %(day)s", day=finish)


def later(issued: str, cited: str, words: Words) -> str:
    """Return how long after its issue a document was cited (dates of any precision); empty where that is not known or
    not later.
    """
    days = days_between(issued, cited)
    if days is not None:
        if days < 1:
            return ""
        years = round(days / 365.25, 1)
        if years > 1:
            return words("%(count)s years", count=words.number(years))
        return words.ngettext("%(count)s day", "%(count)s days", days)
    if issued[:4].isdigit() and cited[:4].isdigit() and (between := int(cited[:4]) - int(issued[:4])) > 0:
        return words.ngettext("about %(count)s year", "about %(count)s years", between)
    return ""
