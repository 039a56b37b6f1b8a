"""Sources in, claims out: tables, articles and RDF files. No step of a loader touches the store but the last."""
