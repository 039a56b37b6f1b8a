"""A course in SPARQL over these data: steps with queries and exercises, and how an answer is checked."""
