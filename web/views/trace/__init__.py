"""Traces as pages show them: records of `queries.read.trace` to sections, tables and drawings, in a reader's words."""
