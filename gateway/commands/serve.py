"""`slugger serve`: the web server."""

from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from slugger.gateway.settings import Settings


def serve(
    host: Annotated[str | None, typer.Option(help="Address to listen on; SLUGGER_HOST, else 127.0.0.1.")] = None,
    port: Annotated[int | None, typer.Option(help="TCP port; SLUGGER_PORT, else 8000; 0 takes a free one.")] = None,
) -> None:
    """Serve the GraphQL API, the playground and the legacy ALPBAPI until Ctrl+C.

    Without SLUGGER_DATABASE_URL the data lives in an embedded PostgreSQL
    under SLUGGER_DATA_DIR (.slugger), which is made, started and upgraded
    by itself. A database that you give has to be up to date: run
    `slugger db upgrade` first.

    Examples:

        slugger serve

        slugger serve --host 0.0.0.0 --port 9000

        SLUGGER_DATABASE_URL=postgresql://me:secret@host/league slugger serve
    """
    from slugger.gateway.settings import load_settings

    settings = load_settings(host=host, port=port)

    from slugger.gateway import serving

    with serving.bind(settings.host, settings.port) as listener:
        from slugger.gateway.app import create_app

        where = serving.address(listener)
        data = "given database" if settings.database_url else f"data in {settings.data_dir.absolute()}"
        ready = f"SLUGGER is at {where} (playground), the API at {where}/graphql; {data}. Stop it with Ctrl+C."
        app = create_app(settings)

        def tell() -> None:
            typer.echo(ready)
            if app.state.process.doorkeeper.required:
                typer.echo("ALPBAPI asks for API keys: `slugger apikey create NAME` makes one.", err=True)
            else:
                typer.echo(f"ALPBAPI answers without API keys and limits; {_remedy(settings)}.", err=True)

        serving.serve(app, listener, settings, tell)


def _remedy(settings: "Settings") -> str:
    if settings.api_keys == "optional":
        return "SLUGGER_API_KEYS=required asks for them"
    return "from the first `slugger apikey create` on it asks for them"
