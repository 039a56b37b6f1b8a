"""Citations side by side by the languages of the reports, as a page shows them."""

from queries.read.trace import LanguageComparison
from web.views.terms import TermRenderer
from web.views.trace.page import Comparison, ComparisonHead, ComparisonLine
from web.views.trace.rows import wording_of


def comparison_of(record: LanguageComparison, terms: TermRenderer) -> Comparison:
    """Return the columns with their languages' names, and the rows with the words of each language."""
    words = terms.words
    return Comparison(
        tuple(
            ComparisonHead(
                words.language(one.language) if one.language else words("language not known"),
                one.documents,
                one.unresolved,
            )
            for one in record.columns
        ),
        tuple(
            ComparisonLine(
                tuple(map(terms.link, row.things)),
                row.document,
                tuple(tuple(wording_of(one, terms) for one in cell) for cell in row.cells),
            )
            for row in record.rows
        ),
        record.differ,
    )
