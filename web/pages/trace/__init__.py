"""The pages of traces: where they begin, and each trace with its downloads."""
