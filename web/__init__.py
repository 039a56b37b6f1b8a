"""The web layer: pages for people, documents and SPARQL for machines, from the same graph."""
