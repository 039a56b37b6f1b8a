"""The graph: claims and their passages, immutable versions, the accepted layer, names, validation."""
