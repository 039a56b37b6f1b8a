"""The made graph of the benchmarks: the same triples for the same size, whoever makes it."""

from pathlib import Path

THINGS_PER_TRIPLES = 5


def write_graph(path: Path, *, triples: int) -> None:
    """Write an N-Triples file of about `triples` lines: things with a type, a label, a link, a date and a number.

    One link in a hundred goes to one of ten high-degree nodes, which so have many incoming links.
    """
    things = triples // THINGS_PER_TRIPLES
    a, label = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type", "http://www.w3.org/2000/01/rdf-schema#label"
    xsd = "http://www.w3.org/2001/XMLSchema#"
    with path.open("w", encoding="utf-8", newline="\n") as file:
        for n in range(things):
            thing = f"<http://example.org/thing/{n}>"
            other = n % 10 if n % 100 == 0 else n * 7919 % things
            file.write(
                f"{thing} <{a}> <http://example.org/class/{n % 50}> .\n"
                f'{thing} <{label}> "thing number {n} of {n * 7919 % 100003}"@en .\n'
                f"{thing} <http://example.org/p/knows> <http://example.org/thing/{other}> .\n"
                f'{thing} <http://example.org/p/date> "{2000 + n % 25}-0{n % 9 + 1}-1{n % 10}"^^<{xsd}date> .\n'
                f'{thing} <http://example.org/p/value> "{n * 31 % 1000}"^^<{xsd}integer> .\n'
            )
