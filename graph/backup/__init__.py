"""Backups: a store as one file, written while it serves, and brought back whole or not at all."""
