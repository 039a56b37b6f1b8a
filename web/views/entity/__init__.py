"""What the page of a thing shows: made of its record (`queries.read.entity`), labels and notes."""
