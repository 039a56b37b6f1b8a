"""Articles in, claims out: each step is a pure function in a module named after it.

    input -> citations, mentions -> records -> claims

No step here touches the store; the command line hands the claims to `graph`.
"""
