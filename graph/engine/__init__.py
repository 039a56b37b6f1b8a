"""Functions that the SPARQL engine is given, for what it lacks or computes otherwise than the standard."""
