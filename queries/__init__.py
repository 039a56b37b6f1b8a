"""The catalogue of SPARQL queries, its binder and its runner."""
