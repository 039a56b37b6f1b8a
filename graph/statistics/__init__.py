"""Statistics of a version: how many things there are of each class, and how often each property is used on them."""
