"""Read who was elected: people to posts, one or several in a sentence, and the committees that congresses choose."""

import re
from collections import Counter
from collections.abc import Iterator
from typing import Final

from loaders.articles.document import Document
from loaders.articles.input.parts import TextSpan
from loaders.articles.lexicons import pattern
from loaders.articles.mentions.bodies import EXECUTIVE, LED
from loaders.articles.mentions.coreference import resolved
from loaders.articles.mentions.events import is_planned
from loaders.articles.mentions.gazetteer import Mention
from loaders.articles.mentions.titles import Title, context_roles, titles
from loaders.articles.records import Election, Event, Participation, Passage, Role
from loaders.articles.rules.events import MainEvent

_TERM: Final = re.compile(r"(?<!\d)(20\d\d) ?[-–] ?(20\d\d)(?!\d)")
_PASSIVE: Final = pattern("<<elections.passive>>")
_BE: Final = pattern("<<elections.be>> $")
_BECAME: Final = pattern("<<elections.became>>")
_POSTS: Final = frozenset(
    {"chair", "vice-chair", "permanent-vice-chair", "general-secretary", "executive-committee-member"}
)
_COMMITTEE: Final = pattern(
    "[ ](?:<<elections.a_committee>> )*(?:<<elections.committee_size>> )?"
    "(?:<<elections.people_into>> )?<<elections.committee>>"
)

_OF: Final = pattern("<<elections.committee_of>>? ?<<elections.the>>?")
_ARTICLE: Final = pattern(" <<elections.article>>?")
_LED_BY: Final = pattern("<<elections.led_by>>")
_LEADER: Final = pattern("<<elections.leader>>")
_AND: Final = pattern(r"(?:,? <<elections.and>>|,)(?: <<elections.address>>\.?)? ?")
_LEADS: Final = "Who leads the executive committee leads the body."


def elections(
    document: Document, main: MainEvent | None
) -> Iterator[Election | Event | Participation | Role]:
    """Yield who was elected to what, in which body, for which term; the headline counts where the text tells nobody."""
    told = list(_elections(document, main, headline=False))
    yield from told
    if not any(isinstance(record, Election) for record in told):
        yield from _elections(document, main, headline=True)


def _elections(
    document: Document, main: MainEvent | None, *, headline: bool
) -> Iterator[Election | Event | Participation | Role]:
    held = titles(document)
    for sentence in document.sentences:
        if (sentence.part == "headline") != headline:
            continue
        hits = document.word("elected").within(sentence.start, sentence.end)
        for place, match in enumerate(hits):
            start = hits[place - 1].end() if place else sentence.start
            end = hits[place + 1].start() if place + 1 < len(hits) else sentence.end
            if is_planned(document, start, match.start()):
                continue
            clause = TextSpan(start, end, sentence.part)
            yield from _committee(document, clause, match, main)
            for person, role, passage, body in _chosen(document, clause, match, held):
                slug = (
                    resolved(document, body)[0] if body else _electing_body(document, sentence, match, main)
                )
                if not slug:
                    continue
                term = _TERM.search(document.text, sentence.start, sentence.end) or _TERM.search(
                    document.text
                )
                yield Election(
                    person.slug, role, slug, passage, f"{term[1]}-{term[2]}" if term else None,
                    main.when if main else None,
                )  # fmt: skip
                low, high = min(person.start, match.start()), max(person.end, match.end())
                yield Participation("election", person.slug, "elected", Passage(low, high, sentence.part))


def _chosen(
    document: Document, clause: TextSpan, match: re.Match[str], held: tuple[Title, ...]
) -> Iterator[tuple[Mention, str, Passage, Mention | None]]:
    """Yield the people elected with their posts, where these stand, and the body named with them."""
    persons = list(document.within(document.persons, clause.start, clause.end))
    before = [p for p in persons if p.end <= match.start()]
    after = [p for p in persons if p.start >= match.end()]
    passive = _PASSIVE.search(match[0]) or _BE.search(
        document.folded[max(0, match.start() - 6) : match.start()]
    )
    became = _BECAME.match(match[0])
    if document.language == "ru" and became and not _LEADER.search(document.folded, clause.start, clause.end):
        return
    posts = list(_posts(document, clause, held))
    if passive and before:
        chosen = _joined(document, before, match.start())
        post = next((p for p in posts if match.end() <= p[1] < match.end() + 60), None)
        # "Mr. A, deputy head of ..., was elected"
        if post is None and became:
            post = next((p for p in reversed(posts) if p[2] <= match.start()), None)
        if post and chosen:
            for person in chosen:
                yield person, post[0], Passage(post[1], post[2], clause.part), post[3]
        return
    if passive and became and after:
        post = next((p for p in reversed(posts) if p[2] <= match.start()), None)
        if post:
            for person in _row(document, after):
                yield person, post[0], Passage(post[1], post[2], clause.part), post[3]
        return
    if after and (
        after[0].start - match.end() < 44
        or (
            _AS_TITLED.fullmatch(document.folded, match.end(), after[0].start)
            and _TO_POST.match(document.folded, after[0].end)
        )
    ):
        yield from _active(document, clause, after, posts)


_AS_TITLED: Final = re.compile(r" [^.;:]{4,140} ")
_TO_POST: Final = pattern(" <<elections.to_post>>")
_POST: Final = pattern(r"(?<!\w)<<elections.post>>(?!\w)")
"""What follows the name of somebody who is elected, after the titles that stand between the verb and the name."""


def _active(
    document: Document,
    clause: TextSpan,
    after: list[Mention],
    posts: list[tuple[str, int, int, Mention | None]],
) -> Iterator[tuple[Mention, str, Passage, Mention | None]]:
    """Yield who is elected after the verb: to the posts that follow "giữ chức" or "làm", or to the one after the name.

    "bầu ông A - chức cũ và bà B - chức cũ tiếp tục giữ chức vụ R và S" gives each of them one.
    """
    between = [p for p in posts if p[2] <= after[0].start]
    if between and document.language in ("ru", "fr"):
        # «избрал председателем г-жу А», "a élu président M. A"
        yield after[0], between[-1][0], Passage(between[-1][1], between[-1][2], clause.part), between[-1][3]
        return
    mark = _POST.search(document.folded, after[0].end, clause.end)
    begin = mark.end() if mark else after[0].end
    offered = [p for p in posts if p[1] >= begin]
    if mark:
        near = [p for p in offered if p[1] - begin < 90] if len(after) == 1 else offered
        people = [p for p in after if p.end <= begin]
        if len(people) > 1 and len(near) >= len(people):
            for person, post in zip(people, near, strict=False):
                yield person, post[0], Passage(post[1], post[2], clause.part), post[3]
            return
        for person in people[:1] if len(people) == 1 else _row(document, people):
            if near:
                post = near[-1] if len(people) == 1 and near[-1][0] in _POSTS else near[0]
                yield person, post[0], Passage(post[1], post[2], clause.part), post[3]
        return
    if (offered and offered[0][1] - after[0].end < 40) or (
        offered and document.folded[after[0].end : after[0].end + 2] == ", "
    ):
        post = offered[0]
        yield after[0], post[0], Passage(post[1], post[2], clause.part), post[3]


def _posts(
    document: Document, clause: TextSpan, held: tuple[Title, ...]
) -> Iterator[tuple[str, int, int, Mention | None]]:
    """Yield the posts of a clause that somebody can be elected to: those of unions and associations, or of no body
    named."""
    for slug, role in context_roles(document):
        if not clause.start <= role.start() < clause.end:
            continue
        title = next((t for t in held if t.start <= role.start() < t.end), None)
        if title is None:
            if slug in _POSTS:
                yield slug, role.start(), role.end(), None
        elif title.body.type in LED or title.body.type == EXECUTIVE:
            yield title.role, title.start, title.end, title.body


def _joined(document: Document, before: list[Mention], at: int) -> list[Mention]:
    """Return the last person before a verb, with those joined to this one by "and" or commas."""
    last = before[-1]
    if at - last.end > 240:
        return []
    chosen = [last]
    for person in reversed(before[:-1]):
        if _AND.fullmatch(document.folded[person.end : chosen[0].start]):
            chosen.insert(0, person)
        else:
            break
    return chosen


def _row(document: Document, people: list[Mention]) -> list[Mention]:
    """Return people named one after the other, from the first."""
    chosen = people[:1]
    for person in people[1:]:
        if _AND.fullmatch(document.folded[chosen[-1].end : person.start]):
            chosen.append(person)
        else:
            break
    return chosen


def _electing_body(
    document: Document, sentence: TextSpan, match: re.Match[str], main: MainEvent | None
) -> str:
    near = [
        b
        for b in document.within(document.bodies, sentence.start, match.start())
        if b.type in LED and b.slug and not b.general and not b.anaphor
    ]
    # A body in a title of somebody is no body that elects.
    near = [b for b in near if not any(t.start <= b.start < t.end for t in titles(document))]
    if near:
        return near[-1].slug
    if main and main.organiser and main.organiser.type in LED and main.organiser.slug:
        return main.organiser.slug
    if main is None or main.kind != "congress":
        return ""
    told = Counter(
        b.slug for b in document.bodies if b.type in LED and b.slug and not b.general and b.slug != "vufo"
    )
    head = next(
        (b.slug for b in document.bodies if b.slug in told and document.parts.part_at(b.start) == "headline"),
        "",
    )
    most = told.most_common(2)
    return head or (most[0][0] if most and (len(most) == 1 or most[1][1] < most[0][1]) else "")


def _committee(
    document: Document, clause: TextSpan, match: re.Match[str], main: MainEvent | None
) -> Iterator[Event | Participation | Role]:
    """Yield the executive committee that was elected, and who is said to lead it: so the body's head."""
    known = _ARTICLE.match(document.folded, match.end())
    named = next((x for x in document.bodies if known and x.start == known.end()), None)
    committee = _COMMITTEE.match(document.folded, match.end())
    as_of = main.when if main else None
    if named and named.slug.endswith(EXECUTIVE):
        slug, end = named.slug.removesuffix(f"-{EXECUTIVE}"), named.end
    elif committee:
        link = _OF.match(document.folded, committee.end())
        body = next((b for b in document.bodies if link and b.start == link.end() and b.type in LED), None)
        slug = resolved(document, body)[0] if body else _electing_body(document, clause, match, main)
        end = committee.end()
    else:
        return
    passage = Passage(match.start(), end, clause.part)
    yield Event("election", "election", passage, as_of)
    if not slug:
        return
    yield Participation("election", f"{slug}-{EXECUTIVE}", "elected", passage)
    led = _LED_BY.search(document.folded, end, clause.end)
    leader = next(iter(document.within(document.persons, led.end(), clause.end)), None) if led else None
    if led and leader and leader.start - led.end() < 110:
        place = Passage(led.start(), leader.end, clause.part)
        printed = document.text[place.start : place.end]
        yield Role(leader.slug, "chair", slug, place, printed, as_of, _LEADS)
