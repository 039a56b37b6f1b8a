"""From the records of an article to claims."""
