"""A language model as an extractor beside the rules: it is asked only on request, believed only as far as its words
stand in the text, and never does more than propose (docs/decisions/060).
"""
