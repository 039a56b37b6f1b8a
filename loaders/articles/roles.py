"""Read who holds which role in which body: titles before and after a person's name, one or several."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Final

from loaders.articles.anchored import Anchored
from loaders.articles.context import Context
from loaders.articles.lexicons import read_yaml
from loaders.articles.mentions import Mention
from loaders.articles.records import Passage, Role, When

_OF: Final = re.compile(r"(?: of(?: the)?| cua| du| de la| de l'| de| des|,| -|)[ ]?$")
_BETWEEN: Final = re.compile(
    r"[ ]*(?:[,;–-]|\(|,? (?:and|va|и|et|as well as|concurrently|kiem"
    r"|dong thoi la))[ ]*(?:(?:concurrently|also|the|and|и|va|et|kiem) )*"
)
_ADDRESS: Final = re.compile(
    r"[ ,:]*(?:(?:comrade|mr|mrs|ms|dr|ong|ba|dong chi|cac dong chi|dc|товарищ\w{0,2}|г-н\w{0,2}"
    r"|г-жа|m|mme|le camarade)\.? ?:?)?[ ]*$"
)


@dataclass(frozen=True)
class Title:
    """A role with its body: code points, and the body's mention."""

    start: int
    end: int
    role: str
    body: Mention


@cache
def role_pattern(language: str) -> Anchored:
    """Return the roles of a language, tagged with their slugs; the longest that fits at a place counts."""
    return Anchored(
        {slug: words[language] for slug, words in read_yaml("roles.yaml").items() if language in words}
    )


def role_at(context: Context, start: int) -> bool:
    """Whether a role begins at a place."""
    return any(match.start() == start for _, match in context_roles(context))


def context_roles(context: Context) -> tuple[tuple[str, re.Match[str]], ...]:
    """Return the roles named in an article, with their slugs."""

    def read() -> tuple[tuple[str, re.Match[str]], ...]:
        return tuple(role_pattern(context.language).finditer(context.folded, 0, context.parts.end))

    found: tuple[tuple[str, re.Match[str]], ...] = context.once("roles", read)
    return found


def titles(context: Context) -> tuple[Title, ...]:
    """Return the roles that stand with their bodies, in order."""
    starts = {b.start: b for b in context.bodies}
    found: list[Title] = []
    for role, match in context_roles(context):
        link = re.compile(r"(?: of(?: the)?| cua| du| de la| de l'| de| des|,)?[ ]?(?:the )?").match(
            context.folded, match.end()
        )
        at = link.end() if link else match.end()
        body = starts.get(at) or starts.get(match.end())
        if body and not body.general:
            found.append(Title(match.start(), body.end, role, body))
            continue
        before = next((b for b in context.bodies if match.start() - 3 <= b.end < match.start()), None)
        if before and not before.general and context.folded[before.end : match.start()] in (" ", "'s "):
            found.append(Title(before.start, match.end(), role, before))
    return tuple(found)


def roles(context: Context, as_of: When | None) -> Iterator[Role]:
    """Yield the roles that the titles of persons say they hold."""
    known = titles(context)
    starts = {t.start: t for t in known}
    persons = {p.start: p for p in context.persons}
    taken: set[int] = set()
    for person in context.persons:
        held = list(_after(context, person, starts, persons)) or []
        held += [t for t in _before(context, person, known) if t.start not in taken]
        taken |= {t.start for t in held}
        for title in held:
            body, inferred = _body(context, title, held)
            if body:
                passage = Passage(title.start, title.end, context.parts.part_at(title.start))
                printed = context.text[title.start : title.end]
                yield Role(person.slug, title.role, body, passage, printed, as_of, inferred)


def _after(
    context: Context, person: Mention, starts: dict[int, Title], persons: dict[int, Mention]
) -> Iterator[Title]:
    at = person.end
    aside = re.compile(r" ?\([^()]{0,40}\)").match(context.folded, at)
    at = aside.end() if aside else at
    skipped = 0
    while (gap := _BETWEEN.match(context.folded, at)) and gap.end() > at:
        title = starts.get(gap.end())
        if title is None:
            # A title with a body the lists do not know may stand between two that they know.
            other = role_at(context, gap.end())
            stop = re.compile(r"[^,;.\n()]{3,90}(?=,)").match(context.folded, gap.end()) if other else None
            if stop is None or skipped == 2 or any(gap.end() <= p < stop.end() for p in persons):
                return
            skipped += 1
            at = stop.end()
            continue
        named = _ADDRESS.sub("", context.folded[title.end : title.end + 20])
        follower = re.compile(r"[ ]{1,2}").match(context.folded, title.end)
        if follower and follower.end() in persons and named:
            return  # the title stands before the next person's name
        yield title
        at = title.end


def _before(context: Context, person: Mention, known: tuple[Title, ...]) -> Iterator[Title]:
    at = person.start
    for title in reversed([t for t in known if t.end <= person.start]):
        gap = context.folded[title.end : at]
        address = _ADDRESS.fullmatch(gap) if at == person.start else None
        joined = at != person.start and _BETWEEN.fullmatch(gap)
        if len(gap) > 24 or not (address or joined):
            return
        if at == person.start and gap.strip() == "," and _belongs_before(context, title):
            return
        yield title
        at = title.start


def _belongs_before(context: Context, title: Title) -> bool:
    """Whether a title before a comma follows the name of somebody else."""
    return any(
        p.end < title.start
        and title.start - p.end < 200
        and context.folded[p.end : p.end + 2] in (", ", " -", " –")
        for p in context.persons
    )


def _body(context: Context, title: Title, held: list[Title]) -> tuple[str, str]:
    """Return the slug of a title's body; a local body without its place takes that of the person's other
    titles, or of the text."""
    if title.body.slug:
        return title.body.slug, ""
    place = next((t.body.place for t in held if t.body.place and t.body.place != "viet-nam"), None)
    reason = "The place is that of the person's other title."
    if place is None:
        sentence = context.sentence_at(title.start)
        near = [
            m
            for m in context.bodies
            if sentence.start <= m.start < title.start and m.place not in (None, "viet-nam")
        ]
        place = near[-1].place if near else context.home
        reason = "The place is the one the report speaks of."
    if place is None:
        return "", ""
    return local_slug(title.body, place), reason


def local_slug(body: Mention, place: str) -> str:
    """Return the slug of a kind of body in a place."""
    entry = read_yaml("bodies.yaml").get(body.type)
    if not entry or not entry.get("local"):
        return ""
    return str(entry["slug"]).format(place=place)
