"""Each template is given exactly the fields of its page's dataclass, and the frame."""

from dataclasses import fields
from pathlib import Path

import pytest
from jinja2 import meta, nodes

from web.page_context import HERE, _environment
from web.pages.about import AboutPage
from web.pages.ask import AskPage
from web.pages.catalogue import QueriesPage
from web.pages.course import CoursePage
from web.pages.docs import DocsPage
from web.pages.endpoint import EndpointPage
from web.pages.home import HomePage
from web.pages.links import LinkPage
from web.pages.lists import ListPage
from web.pages.neighbourhood import GraphPage
from web.pages.ontology import OntologyPage, ShapesPage, TermPage
from web.pages.query_form import QueryPage
from web.pages.query_versions import QueryVersionsPage
from web.pages.search import SearchPage
from web.pages.sources import SourcesPage
from web.pages.sparql import SparqlPage
from web.pages.sparql_model import SparqlModelPage
from web.pages.versions import ChangesPage
from web.problems import ErrorPage
from web.views.chosen_words import ChosenWordsPage
from web.views.citation import CitationPage
from web.views.entity.page import EntityPage
from web.views.identity import IdentityPage
from web.views.map import MapPage
from web.views.passage import PassagePage
from web.views.query_form import QueryFormPage
from web.views.record_form import RecordPage
from web.views.review import ReviewPage, SignInPage
from web.views.review_change import ChangePage, SplitPage
from web.views.row_evidence import RowEvidencePage
from web.views.source import SourcePage
from web.views.trace.page import FirstCitationsPage, MatrixPage, TraceIndexPage, TracePage

PAGES = {
    "about.html": AboutPage,
    "ask.html": AskPage,
    "changes.html": ChangesPage,
    "course.html": CoursePage,
    "citation.html": CitationPage,
    "docs.html": DocsPage,
    "endpoint.html": EndpointPage,
    "entity.html": EntityPage,
    "error.html": ErrorPage,
    "first_citations.html": FirstCitationsPage,
    "graph.html": GraphPage,
    "home.html": HomePage,
    "identity.html": IdentityPage,
    "link.html": LinkPage,
    "list.html": ListPage,
    "map.html": MapPage,
    "matrix.html": MatrixPage,
    "ontology.html": OntologyPage,
    "passage.html": PassagePage,
    "queries.html": QueriesPage,
    "query.html": QueryPage,
    "row_evidence.html": RowEvidencePage,
    "query_versions.html": QueryVersionsPage,
    "review.html": ReviewPage,
    "review_change.html": ChangePage,
    "review_in.html": SignInPage,
    "review_passage.html": ChosenWordsPage,
    "review_query.html": QueryFormPage,
    "review_record.html": RecordPage,
    "review_split.html": SplitPage,
    "search.html": SearchPage,
    "source.html": SourcePage,
    "sources.html": SourcesPage,
    "shapes.html": ShapesPage,
    "sparql.html": SparqlPage,
    "sparql_model.html": SparqlModelPage,
    "term.html": TermPage,
    "trace.html": TracePage,
    "trace_index.html": TraceIndexPage,
}
GIVEN = {"frame", "_", "gettext", "ngettext", "caller"}


def undeclared(template: str) -> set[str]:
    """Names that a template, with those that it includes, uses and does not set itself."""
    environment = _environment("en")
    source = (HERE / "templates" / template).read_text("utf-8")
    tree = environment.parse(source)
    own = {node.target for node in tree.find_all(nodes.Import)} | {
        node.name for node in tree.find_all(nodes.Macro)
    }
    included = {
        name
        for node in tree.find_all(nodes.Include)
        if isinstance(node.template, nodes.Const)
        for name in undeclared(node.template.value)
    }
    return (meta.find_undeclared_variables(tree) | included) - GIVEN - own - set(environment.globals)


@pytest.mark.parametrize("template", PAGES)
def test_a_template_uses_all_of_its_fields_and_nothing_else(template: str) -> None:
    assert undeclared(template) == {field.name for field in fields(PAGES[template])}


@pytest.mark.parametrize(
    "template",
    [
        "base.html",
        "_answer_views.html",
        "_drawings.html",
        "_facets.html",
        "_paper.html",
        "_picture.html",
        "_reader.html",
        "_results.html",
        "_review.html",
        "_statements.html",
        "_table.html",
    ],
)
def test_a_shared_template_sees_the_frame_only(template: str) -> None:
    assert undeclared(template) == set()


def test_every_page_template_is_among_those_tested() -> None:
    here = {path.name for path in Path(HERE / "templates").glob("*.html")}
    assert {name for name in here if not name.startswith("_")} - {"base.html"} == set(PAGES)
