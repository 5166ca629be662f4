"""Where things lie in the repository and in a virtual environment, on every system."""

import os
from pathlib import Path

WINDOWS = os.name == "nt"

ROOT = Path(__file__).resolve().parents[2]
ENVIRONMENT = ROOT / "environment"
NOTEBOOKS = ROOT / "notebooks"
VENV = ROOT / ".venv"
PEER_VENV = ROOT / ".venv-peer"
TARGET = ROOT / "target"
STATE = TARGET / "environment"
RESULTS = TARGET / "notebooks"


def python_of(venv: Path) -> Path:
    """The interpreter of a virtual environment."""
    return venv / ("Scripts/python.exe" if WINDOWS else "bin/python")


def shown(path: Path) -> str:
    """The path as a user at the repository's top would type it."""
    try:
        return str(path.relative_to(ROOT))
    except ValueError:
        return str(path)
