"""Versions between stores: in folders, on other machines, in object stores."""
