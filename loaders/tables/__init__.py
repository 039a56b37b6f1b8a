"""The curated tables: CSV with CSVW metadata that says how a row becomes claims."""
