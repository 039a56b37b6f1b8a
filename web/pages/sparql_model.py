"""The model beside the editor of queries: the paths that questions take, and the classes in use as a tree.

A page of its own, whose terms and patterns lead to queries; the editor's script takes its part `model` into the drawer,
where a click inserts them.
"""

from dataclasses import dataclass

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from graph.store.reader import Reader
from ontology.prefixes import PREFIXES
from queries.read.model_tree import read_model_tree
from web.dependencies import CurrentReader, PageFrame
from web.page_context import Frame, render
from web.views.model_sketch import WIDTH, Sketch, sketches
from web.views.model_tree import TreeView, tree_view
from web.views.terms import TermRenderer

router = APIRouter()


@dataclass(frozen=True)
class SparqlModelPage:
    """What the page of the model shows; `tree` is None while the classes have not been counted yet."""

    sketches: tuple[Sketch, ...]
    width: int
    tree: TreeView | None
    prefixes: tuple[tuple[str, str], ...]


@router.get("/sparql/model", include_in_schema=False)
def model(request: Request, reader: CurrentReader, frame: PageFrame) -> Response:
    """Answer `/sparql/model`."""
    page = model_page(reader, frame)
    response = render(request, "sparql_model.html", page)
    if page.tree is None:
        response.headers["Cache-Control"] = "no-store"
    return response


def model_page(reader: Reader, frame: Frame) -> SparqlModelPage:
    """Fill the page of the model."""
    tree = read_model_tree(reader)
    terms = TermRenderer.reading(reader, tree.iris() if tree else (), frame.words, frame.links)
    return SparqlModelPage(
        sketches(frame.words, frame.links),
        WIDTH,
        tree_view(tree, terms) if tree else None,
        tuple(sorted(PREFIXES.items())),
    )
