"""Measure what is read from articles: against gold answers in JSON, and against the curated tables."""
