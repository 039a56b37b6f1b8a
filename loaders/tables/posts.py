"""The posts that tenures name: by body and role, or by name; one that nobody has named yet is made.

A tenure has a post, or body and role, from which the other follows. Where a row has both and they differ, both are
told.
"""

from collections import defaultdict
from collections.abc import Callable, Mapping
from typing import Final

from loaders.articles.claims.minted_labels import REASON
from loaders.tables.known import Known
from loaders.tables.lines import Content, Line
from loaders.tables.resolve import Resolver
from loaders.tables.schema import Schema
from ontology.iris import CONCEPT, ID
from ontology.terms import org
from ontology.vocabulary import vocabulary

_REASON: Final = "The post of this role in this body, which the row names without naming the post."

Call = Callable[[Line, str, str, str, str], None]
"""Names a thing: the row, its IRI, the name, the language, and the reason."""


class Posts:
    """The posts of one dataset."""

    def __init__(
        self, content: Content, known: Known, resolver: Resolver, schemas: Mapping[str, Schema], call: Call
    ) -> None:
        self.content = content
        self.known = known
        self.resolver = resolver
        self.schemas = schemas
        self.call = call
        self._posts: dict[tuple[str, str], list[str]] = defaultdict(list)
        self._whose: dict[str, tuple[str, str]] = {}
        self._given: dict[str, set[str]] = defaultdict(set)

    def define(self, line: Line) -> None:
        """Take in which cells the rows of a tenure fill together."""
        self._given[line.cells["id"]].update(line.cells)

    def learn(self, line: Line) -> None:
        """Take in a post that the tables define."""
        body, role, post = (line.cells.get(x) for x in ("organisation", "role", "id"))
        if post and (body or role):
            before = self._whose.get(post, ("", ""))
            self._whose[post] = (before[0] or body or "", before[1] or role or "")
            if post not in self._posts[self._whose[post]]:
                self._posts[self._whose[post]].append(post)

    def fill(self, line: Line) -> None:
        """A tenure has a post, or body and role, from which the other follows."""
        cells = line.cells
        given = self._given.get(cells.get("id", ""), set(cells))
        if "post" in cells:
            self._agree(line, given)
        elif "post" not in given and "organisation" in cells and "role" in cells:
            post = self._post_of(line, cells["organisation"], cells["role"])
            if post:
                cells["post"] = post
            else:
                line.unmade.add("post")
        elif "id" not in cells:
            message = "the cell is empty; a tenure needs a post, or organisation and role"
            missing = [name for name in ("organisation", "role") if name not in cells]
            self.content.problems += [line.problem(name, message) for name in missing]
            line.unmade.add("post")

    def _post_of(self, line: Line, body: str, role: str) -> str | None:
        if f"{CONCEPT}role/{role}" not in vocabulary().terms or not self.resolver.is_there(
            f"{ID}organisation/{body}"
        ):
            return None  # the cell itself is a problem
        if (body, role) not in self._posts:
            there = self.known.posts(f"{ID}organisation/{body}", f"{CONCEPT}role/{role}")
            self._posts[body, role] = [iri.rpartition("/")[2] for iri in there]
        posts = self._posts[body, role]
        if len(posts) > 1:
            named = ", ".join(posts)
            message = f"{body} has several posts of the role {role}: {named}; write the one that is meant"
            self.content.problems.append(line.problem("post", message))
            return None
        if not posts:
            posts.append(self._new_post(line, body, role))
        return posts[0]

    def _new_post(self, line: Line, body: str, role: str) -> str:
        post = f"{body}-{role}"
        iri = f"{ID}post/{post}"
        if self.resolver.is_there(iri):
            return post
        cells: dict[str, str] = {k: line.cells[k] for k in ("source", "as_of") if k in line.cells}
        cells |= {
            "id": post,
            "organisation": body,
            "role": role,
            "status": "inferred",
            "reason": _REASON,
        }
        made = self.content.add(self.schemas["posts"], line, cells)
        self.content.first.setdefault(iri, made)
        names = {
            cells["language"]: cells["name"]
            for cells in (n.cells for n in self.content.lines.get("names", ()))
            if cells.get("entity") == f"organisation/{body}" and cells.get("label") == "prefLabel"
        } or self.known.labels(f"{ID}organisation/{body}")
        for language in [x for x in ("en", "vi") if x in names] or ["en"]:
            word = vocabulary().label(f"{CONCEPT}role/{role}", language) or role
            name = f"{word[:1].upper()}{word[1:]}, {names.get(language) or next(iter(names.values()), body)}"
            self.call(made, iri, name, language, REASON)
        if not self.known.is_own(iri):
            self.content.tell_new(line, iri)
        return post

    def _agree(self, line: Line, given: set[str]) -> None:
        """Fill in body and role of the post that a row names; what the row says otherwise is a problem."""
        cells = line.cells
        post = cells["post"]
        if post not in self._whose:
            iri = f"{ID}post/{post}"
            body, role = (self.known.objects(iri, p) for p in (org.postIn, org.role))
            self._whose[post] = (
                body[0].removeprefix(f"{ID}organisation/") if len(body) == 1 else "",
                role[0].removeprefix(f"{CONCEPT}role/") if len(role) == 1 else "",
            )
        for name, whose in zip(("organisation", "role"), self._whose[post], strict=True):
            if not whose:
                continue
            if name not in given:
                cells[name] = whose
            elif cells.get(name, whose) != whose and line.minted | ("id" not in cells):
                message = (
                    f"the post {post} is {whose}'s, and the row says {cells[name]}; correct one of the two"
                )
                self.content.problems.append(line.problem(name, message))
