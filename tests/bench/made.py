"""The made graph of the benchmarks: the same triples for the same size, whoever makes it."""

from pathlib import Path

THINGS_PER_TRIPLES = 5


def write_graph(path: Path, *, triples: int, hub_share: int = 100) -> None:
    """Write an N-Triples file of about `triples` lines: things with a type, a label, a link, a date and a number.

    One link in `hub_share` goes to a high-degree node: half of these to the first thing, the others to the next nine.
    """
    things = triples // THINGS_PER_TRIPLES
    a, label = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type", "http://www.w3.org/2000/01/rdf-schema#label"
    xsd = "http://www.w3.org/2001/XMLSchema#"
    with path.open("w", encoding="utf-8", newline="\n") as file:
        for n in range(things):
            thing = f"<http://example.org/thing/{n}>"
            at = n // hub_share
            hub = 0 if at % 2 else at // 2 % 10
            other = hub if n % hub_share == 0 else n * 7919 % things
            file.write(
                f"{thing} <{a}> <http://example.org/class/{n % 50}> .\n"
                f'{thing} <{label}> "thing number {n} of {n * 7919 % 100003}"@en .\n'
                f"{thing} <http://example.org/p/knows> <http://example.org/thing/{other}> .\n"
                f'{thing} <http://example.org/p/date> "{2000 + n % 25}-0{n % 9 + 1}-1{n % 10}"^^<{xsd}date> .\n'
                f'{thing} <http://example.org/p/value> "{n * 31 % 1000}"^^<{xsd}integer> .\n'
            )
