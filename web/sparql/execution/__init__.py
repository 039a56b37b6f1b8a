"""Queries and updates in processes that may die: who runs when, within which limits."""
