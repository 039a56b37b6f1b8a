"""The garbage collector of a process that makes pages."""

import gc


def relax_collector() -> None:
    """Have the collector look seldom: kept answers are many objects, none of them in cycles.

    What is there now is never looked through again, and what is new before it is so much that a page would wait for it.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 5, 1000)
