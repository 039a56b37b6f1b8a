"""Search: the index of names, and the words of the sources' texts."""
