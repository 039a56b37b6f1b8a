"""The people, bodies, places, titles and events that a text names."""
