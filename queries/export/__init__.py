"""Answers and records written in the formats that other programs read."""
