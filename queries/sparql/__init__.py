"""SPARQL texts: their tokens, values bound into them, what is wrong with them, updates and calls to other servers."""
