"""From records to what a page shows."""
