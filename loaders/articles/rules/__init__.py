"""What an article says: one module for each kind of record."""
