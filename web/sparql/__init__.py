"""The SPARQL service: protocol, worker pool, updates, graph store, service description."""
