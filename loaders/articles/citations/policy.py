"""Read references that begin with no type word: the policy of Party and State on something, a plan to keep to,
campaigns."""

from loaders.articles.citations.document import Page
from loaders.articles.citations.model import Find
from loaders.articles.citations.patterns import patterns
from loaders.articles.citations.qualifiers import clause_end, title_lead
from loaders.articles.citations.type_words import Placed, foreign

_SHORTEST_TOPIC = 4


def with_policies(page: Page, found: list[Placed]) -> list[Placed]:
    """Return the finds with the references to policy; "guidelines" within one of these is no guidance of its own."""
    own = [placed for placed in found if not _is_guidelines(placed[0])]
    policies = _policies(page, [(start, end) for _, start, end in own])
    policies += _plans(page, [(start, end) for _, start, end in (*own, *policies)])
    apart = [
        placed
        for placed in found
        if _is_guidelines(placed[0]) and not any(a < placed[2] and placed[1] < b for _, a, b in policies)
    ]
    return [*own, *apart, *policies]


def _is_guidelines(find: Find) -> bool:
    return find.kind == "class" and find.types == ("guidance",)


def _policies(page: Page, taken: list[tuple[int, int]]) -> list[Placed]:
    """Return the references to policy, outside what is read already (`taken`).

    Both Party and State must be printed as owners, in languages with capitals for them with these, and the topic after
    them: without it the words only speak of politics.
    """
    found: list[Placed] = []
    for entry in patterns("class", "anywhere"):
        if entry.hint not in page.folded:
            continue
        for match in entry.compiled.finditer(page.folded):
            start, owners = match.span()
            party = next(match.start(name) for name in match.groupdict() if match[name])
            lead = title_lead(page, owners)
            if lead is None or (page.language != "ru" and not page.text[party].isupper()):
                continue
            end = clause_end(page, lead.end())
            if end - lead.end() < _SHORTEST_TOPIC or any(a < end and start < b for a, b in taken):
                continue
            if foreign(page, start, owners):
                continue
            find = Find(
                kind="class",
                span=page.span(start, end),
                wording=page.printed(start, end),
                language=page.language,
                issuer=page.named(party, owners, "party"),
                title=page.named(lead.end(), end),
            )
            found.append((find, start, end))
    return found


def _plans(page: Page, taken: list[tuple[int, int]]) -> list[Placed]:
    """Return the plans that the text tells somebody to keep to; they are documents of the body it speaks of."""
    found: list[Placed] = []
    for entry in patterns("plan", "anywhere"):
        if entry.hint not in page.folded:
            continue
        for match in entry.compiled.finditer(page.folded):
            start, end = match.span("plan")
            if any(a < end and start < b for a, b in taken) or foreign(page, start, end):
                continue
            find = Find(
                kind="class",
                span=page.span(start, end),
                wording=page.printed(start, end),
                language=page.language,
                type="plan",
                types=("plan",),
            )
            found.append((find, start, end))
    return found


def read_campaigns(page: Page, read: list[Placed]) -> list[Placed]:
    """Read the campaigns that bear the title of a document, outside the titles that are `read` with their documents."""
    titles = [find.title.span for find, _, _ in read if find.title]
    found: list[Placed] = []
    for entry in patterns("campaign", "anywhere"):
        if entry.hint not in page.folded:
            continue
        for match in entry.compiled.finditer(page.folded):
            start, end = match.span()
            span = page.span(start, end)
            if any(title.start <= span.start and span.end <= title.end for title in titles):
                continue
            language = "ru" if "ru" in entry.name else page.language
            found.append((Find("campaign", span, page.printed(start, end), language), start, end))
    return found
