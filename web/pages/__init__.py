"""The pages: one module for each kind of page, each with its routes, its frozen dataclass and the function
that fills it.
"""
