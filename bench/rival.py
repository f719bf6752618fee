"""How a rival runs: as a program that serves its application exactly as `slugger serve` does."""

import argparse
from collections.abc import Callable

from starlette.applications import Starlette

from slugger.gateway import serving
from slugger.gateway.settings import Settings, load_settings


def address(settings: Settings) -> str:
    """Give the address of the database, with its password."""
    assert settings.database_url is not None  # noqa: S101  the benchmark always gives one
    return settings.database_url.get_secret_value()


def serve(make_app: Callable[[Settings], Starlette]) -> None:
    """Serve on a port of 127.0.0.1 until stopped."""
    parser = argparse.ArgumentParser(description="A rival of the benchmark.")
    parser.add_argument("--port", type=int, default=0, help="TCP port; 0 takes a free one")
    settings = load_settings(port=parser.parse_args().port)
    with serving.bind("127.0.0.1", settings.port) as listener:
        ready = f"The rival is at {serving.address(listener)}"
        serving.serve(make_app(settings), listener, settings, lambda: print(ready, flush=True))
