"""Views of an answer: what its columns hold, and the timeline, graph, chart or map that is drawn of its rows."""
