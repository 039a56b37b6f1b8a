"""RDF files, loaded as they are."""
