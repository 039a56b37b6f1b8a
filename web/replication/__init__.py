"""Several servers of one graph: versions between them, replicas, what clients and operators see of it."""
