"""Name the bodies that the words of an office say beside their own: ministries, governments, the States that send
envoys; and what stands behind an office that is held abroad."""

import re
from functools import cache
from typing import Final

from loaders.articles.citations.normalise import fold
from loaders.articles.document import Document
from loaders.articles.lexicons import read_csv, read_yaml
from loaders.articles.mentions.associations import countries, country_declined
from loaders.articles.mentions.noun_phrases import CAPITALS, words_of

ENVOYS: Final = frozenset({"ambassador", "consul-general"})


def next_person(document: Document, at: int) -> int:
    """Return where the next name of a person begins, at most a few letters on."""
    return next((p.start for p in document.within(document.persons, at, at + 60)), len(document.text))


def sender(printed: str, language: str) -> str:
    """Return the name of the country that sends an envoy, where it is declined or an adjective."""
    words = words_of(language)
    if name := words["nationalities"].get(printed):
        return str(name)
    country = country_declined(printed) if language == "ru" else ""
    if not country:
        return ""
    names = (row["ru"].split("|")[0] for row in read_csv("countries.csv") if row["slug"] == country)
    return next(names, "Вьетнам")


def past_host(document: Document, end: int) -> int:
    """Return where an envoy's title ends, with the country or place that receives the envoy."""
    link = re.compile(words_of(document.language)["hosts"]).match(document.folded, end)
    if link is None:
        return end
    name = rf"[{CAPITALS}][\w'’.-]*+"
    host = re.compile(rf"(?:nước )?{name}(?: (?:(?:và|and|et|и|of|of the|nước|de|du) )?{name}){{0,5}}").match(
        document.text, link.end()
    )
    if host is None:
        return end
    person = next(document.within(document.persons, link.end(), host.end() + 80), None)
    stop = min(host.end(), person.start if person else host.end())
    return link.end() + len(document.text[link.end() : stop].rstrip())


@cache
def _names_made(language: str) -> dict[str, str]:
    entries = read_yaml("roles.yaml").items()
    return {role: entry["body"][language] for role, entry in entries if "body" in entry}


def name_made(language: str, role: str, printed: str, link: str) -> str:
    """Return the name of a body that the words after an office make: "Minister of Health" is in the Ministry of
    Health. Empty where they are the name themselves."""
    form = _names_made(language).get(role)
    if form is None or fold(printed).startswith(fold(form.split(" ")[0])):
        return ""
    return form.format(printed, link=link)


def name_said(language: str, role: str, words: str) -> str:
    """Return the name of the body that the words of an office say: "Foreign Minister"."""
    names = read_yaml("roles.yaml")[role].get("names", {}).get(language, {})
    return str(next((name for short, name in names.items() if words.rstrip("s").endswith(short)), ""))


def country_named(printed: str, language: str) -> str:
    """Return the slug of the country that words name in any case, or have the adjective of; or nothing."""
    name = words_of(language)["nationalities"].get(printed, printed)
    return countries(language)[0].get(fold(name), "") or (country_declined(name) if language == "ru" else "")


@cache
def offices_of_state(language: str) -> dict[str, tuple[str, str]]:
    """Roles that are each in one body, which is not printed with them: its slug and its name."""
    bodies = words_of(language)["implied"]
    return {
        role: (entry["implied"], bodies[entry["implied"]])
        for role, entry in read_yaml("roles.yaml").items()
        if "implied" in entry
    }
