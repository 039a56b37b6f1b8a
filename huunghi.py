"""The command line."""

import click


@click.group()
def main() -> None:
    """Hữu Nghị: a knowledge graph with the passage behind every statement."""
