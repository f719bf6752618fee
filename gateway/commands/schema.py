"""`slugger schema`: the GraphQL schema as text."""

import typer


def schema() -> None:
    """Print the GraphQL schema in the schema definition language, sorted.

    Example:

        slugger schema > schema.graphql
    """
    from slugger.schema.sdl import print_sdl

    typer.echo(print_sdl().rstrip())
