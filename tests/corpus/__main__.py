"""Load made articles whose truth is known, and print what was merged or split wrongly.

    python -m tests.corpus [ARTICLES]          2,000 articles of 60 provinces, a fifth of them near-copies

It fails where people, documents or events are wrong in more than 1 of 100, or an article has a wrong root.
"""

import argparse
import sys
import tempfile
import time
from pathlib import Path

from graph.store.versions import VersionStore
from loaders.articles.load import load_articles
from tests.corpus.make import corpus, write
from tests.corpus.measure import measure

ALLOWED = 0.01
SHOWN = 8


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.corpus", description=__doc__)
    parser.add_argument("articles", nargs="?", type=int, default=2000)
    parser.add_argument("--provinces", type=int, default=60)
    parser.add_argument("--examples", action="store_true", help="show what was merged or split wrongly")
    asked = parser.parse_args()
    made = corpus(asked.articles, provinces=asked.provinces)
    copies = sum("c" in one.file.split(".")[0] for one in made)
    translations = sum(bool(one.original_url) for one in made)
    stories = len({one.story for one in made})
    print(
        f"{len(made):,} articles on {stories:,} events in {asked.provinces} provinces: "
        f"{copies:,} near-copies, {translations:,} translations"
    )
    with tempfile.TemporaryDirectory(prefix="huunghi-corpus-") as folder:
        write(made, Path(folder) / "articles")
        versions = VersionStore(Path(folder) / "store")
        start = time.perf_counter()
        report = load_articles(versions, Path(folder) / "articles")
        print(
            f"loaded in {time.perf_counter() - start:.0f} s; {report.counts['documents failed']} could not be read"
        )
        with versions.require_current().open() as opened:
            found = measure(opened.store, made)
    good = found.wrong_roots == 0 and found.sources == len(
        {one.text for one in made}
    )  # one text is one source
    print(f"\n{'':10}{'mentions':>10}{'open':>8}{'things':>8}{'wrong':>8}{'share':>9}")
    for kind, counts in found.kinds.items():
        good &= counts.share <= ALLOWED
        print(
            f"{kind:10}{counts.mentions:>10,}{counts.open:>8,}{counts.things:>8,}{len(counts.wrong):>8,}{counts.share:>9.2%}"
        )
        for example in counts.examples[:SHOWN] if asked.examples else ():
            print(f"           {example}")
    print(f"\nroots: {found.wrong_roots} of {found.sources:,} articles have a wrong one")
    print("within 1 of 100" if good else "NOT within 1 of 100")
    sys.exit(not good)


if __name__ == "__main__":
    main()
