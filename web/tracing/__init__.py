"""Traces of citations: read, narrowed, laid side by side, and written for machines."""
