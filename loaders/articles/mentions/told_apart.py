"""Tell apart the people of one text whose names differ by their marks alone: Lê Văn Tuấn and Lê Văn Tuân."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace

from loaders.articles.mentions.gazetteer import Gazetteer, Mention
from loaders.articles.mentions.marks import is_full, mark_hash, may_be, written


def told_apart(persons: Sequence[Mention], gazetteer: Gazetteer) -> list[Mention]:
    """Return the mentions with a slug for each name, where several that are printed with their marks share one.

    A known person keeps the slug; a form without marks that could be several keeps it too, and is left open by it.
    """
    forms: dict[str, set[str]] = defaultdict(set)
    known: dict[str, set[str]] = {}
    for person in persons:
        names = gazetteer.persons.get(f"person/{person.slug}", ())
        known[person.slug] = {written(name) for name in names if is_full(name)}
        if is_full(person.text):
            forms[person.slug].add(written(person.text))
    several = {slug for slug, own in forms.items() if len(own | known[slug]) > 1}
    return [
        _named(person, forms[person.slug], known[person.slug]) if person.slug in several else person
        for person in persons
    ]


def _named(person: Mention, forms: set[str], known: set[str]) -> Mention:
    own = written(person.text)
    if not is_full(person.text):
        meant = [form for form in forms | known if may_be(person.text, form)]
        if len(meant) != 1:
            return person
        own = meant[0]
    return person if own in known else replace(person, slug=f"{person.slug}-{mark_hash(own)}")
