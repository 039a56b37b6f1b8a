"""Write `queries/README.md`, the list of the catalogue, from the headers of its files: `python -m queries.listing`."""

from pathlib import Path
from typing import Final

from queries.collection import Collection, catalogue
from queries.header import GROUPS, NamedQuery, Parameter

FILE: Final = Path(__file__).with_name("README.md")

_INTRODUCTION: Final = """\
# The catalogue of queries

*Made from the files in `catalogue/` by `python -m queries.listing`; change those, not this.*

Each query is a file `catalogue/GROUP/NAME.rq`: a header, then SPARQL that any tool can run as it stands. Run one with

    huunghi query NAME --param name=value

An IRI may be given in full, as a prefixed name (`org:member`), or short (`person/nguyen-ngoc-hung`). A parameter is
written `$name` in the query, and its value takes the place of that variable as one term. SPARQL of your
own is run by `huunghi query -`.

The version of a query is the SHA-256 of its text: `/queries/NAME.rq` has that text, `Query-Version` and
`/queries/NAME/versions` say the hash. A store can have queries of its own beside these, in the same form, in its folder
`library/GROUP/NAME.rq`; curators add them at `/review/query`. No name there can be one of those below, and no parameter
can be called as what addresses have anyway (`version`, `lang`, `format`, `text`, `rows`, `view` and a few more).

`asked` in a header are phrases by which people ask for a query in plain language; `huunghi ask` and `/ask` choose by
them (`queries/ask`). A phrase is words, kinds of mentions (`{post}`, `{place}`, `{concept/role}`, `{date}`, `{number}`,
`{ordinal}`, `{language}`) and `...` for up to six words of any sort. English endings, articles and marks make no
difference; a word that ends in `*` is the beginning of one. What several queries are asked by counts less for each.
Write one to six words, in both languages, and never a whole question.
"""


def listing(queries: Collection) -> str:
    """Return the list of a collection's queries in Markdown, by group."""
    parts = [_INTRODUCTION]
    for group, members in queries.groups().items():
        parts.append(f"\n## {GROUPS[group].en} · {GROUPS[group].vi}\n")
        parts += [_entry(query) for query in members]
    return "".join(parts)


def _entry(query: NamedQuery) -> str:
    lines = [
        f"\n### [{query.name}](catalogue/{query.group}/{query.name}.rq)\n",
        f"**{query.title.en}** · {query.title.vi}\n",
        query.description.en + "\n",
    ]
    if query.parameters:
        lines += ["| parameter | value | |", "|---|---|---|", *map(_parameter, query.parameters), ""]
    return "\n".join(lines)


def _parameter(parameter: Parameter) -> str:
    kinds = f" ({', '.join(parameter.kinds)})" if parameter.kinds else ""
    notes = ["required"] if parameter.required else []
    notes += [f"default `{parameter.default}`"] if parameter.default is not None else []
    notes += [f"for example `{parameter.example}`"] if parameter.example is not None else []
    return f"| `{parameter.name}` | {parameter.type}{kinds}: {parameter.label.en} | {', '.join(notes) or 'optional'} |"


if __name__ == "__main__":
    FILE.write_text(listing(catalogue()), encoding="utf-8")
