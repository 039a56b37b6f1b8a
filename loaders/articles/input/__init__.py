"""From a file to the text of an article: its encoding, its parts, and the processes that read many."""
