"""Give an update the dataset that its request names (`using-graph-uri`, `using-named-graph-uri`).

The engine takes no dataset for an update, so the request's is written into the text: as `USING` before the `WHERE` of
each operation that has one (SPARQL 1.1 Protocol section 2.2.3). Found by tokens; no pattern is read or changed.
"""

from queries.sparql.lexer import Token, significant_tokens
from web.errors import BadRequest


def with_dataset(update: str, using: tuple[str, ...], using_named: tuple[str, ...]) -> str:
    """Return the update with the dataset in each of its operations.

    Raises BadRequest where the update names a dataset of its own.

    >>> with_dataset("DELETE WHERE { ?s ?p ?o }", ("urn:g",), ())
    'DELETE { ?s ?p ?o } USING <urn:g> WHERE { ?s ?p ?o }'
    """
    if not using and not using_named:
        return update
    clause = "".join(f"USING <{iri}> " for iri in using) + "".join(
        f"USING NAMED <{iri}> " for iri in using_named
    )
    tokens = list(significant_tokens(update))
    out, position, depth, previous = [], 0, 0, ""
    for place, token in enumerate(tokens):
        depth += (token.text == "{") - (token.text == "}")
        if depth == 0 and token.word in {"USING", "WITH"}:
            line = update.count("\n", 0, token.start) + 1
            raise BadRequest(
                "Line %(line)s: the update has %(word)s, and the request names a dataset as well.",
                hint="Leave out either of them.",
                line=line,
                values={"line": line, "word": token.word},
            )
        if depth == 0 and token.word == "WHERE":
            out.append(update[position : token.start])
            if previous == "DELETE":
                end = _closing(tokens, place + 1)
                if end is None:
                    return update  # the engine refuses it, and says why
                out.append(update[tokens[place + 1].start : end] + " ")
            out.append(clause)
            position = token.start
        previous = token.word
    return "".join(out) + update[position:]


def _closing(tokens: list[Token], place: int) -> int | None:
    depth = 0
    for token in tokens[place:]:
        depth += (token.text == "{") - (token.text == "}")
        if depth == 0:
            return token.end
    return None
