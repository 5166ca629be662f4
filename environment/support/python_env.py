"""Virtual environments from the pinned lists, every downloaded file checked against its hash."""

import hashlib
import json
import os
import re
import shutil
import tempfile
import venv
from pathlib import Path

from . import process
from .console import SetupError
from .paths import ENVIRONMENT, VENV, python_of, shown

STAMP = "made-from.json"


def main_env() -> Path:
    """The interpreter of .venv, made first where needed."""
    return ensure(VENV, ENVIRONMENT / "requirements.txt", "Python environment")


def ensure(folder: Path, requirements: Path, label: str) -> Path:
    """A virtual environment that holds exactly the pinned list."""
    state = {
        "requirements": hashlib.sha256(requirements.read_bytes()).hexdigest(),
        "prefix": str(folder),
    }
    stamp = folder / STAMP
    if _read(stamp) == state and python_of(folder).exists():
        return python_of(folder)
    check_writable(folder.parent)
    if folder.exists():
        shutil.rmtree(folder)
    try:
        venv.create(folder, with_pip=True)
    except Exception as problem:  # ensurepip runs as a child and fails in its own ways
        raise SetupError(f"cannot make the virtual environment {shown(folder)}: {problem}") from problem
    install(python_of(folder), requirements, label, f"{folder.name.lstrip('.')}.log")
    stamp.write_text(json.dumps(state), encoding="utf-8")
    return python_of(folder)


def install(python: Path, requirements: Path, label: str, log: str) -> None:
    """Installs the packages of a pinned list, and no others."""
    command = [python, "-m", "pip", "install", "--no-input", "--disable-pip-version-check"]
    # Wheels only: a source package would fetch tools to build it that no hash was checked for.
    command += ["--require-hashes", "--only-binary", ":all:", "--no-deps", "-r", requirements]
    process.logged(command, label, log, _Packages(), _pip_env())


def check_writable(folder: Path) -> None:
    """A clear error now rather than a strange one later."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            pass
    except OSError as problem:
        raise SetupError(
            f"cannot write in {folder} ({problem.strerror}): give yourself write access to it, "
            "or clone the repository into a folder of your own"
        ) from problem


class _Packages:
    """Turns pip's output into 'N packages, NAME'."""

    def __init__(self) -> None:
        self.count = 0

    def __call__(self, line: str) -> str | None:
        found = re.match(r"Collecting ([^=\s]+)", line)
        if found:
            self.count += 1
            return f"{self.count} packages found, {found[1]}"
        return "installing" if line.startswith("Installing") else None


def _pip_env() -> dict[str, str]:
    """The user's settings for pip, less those that would install elsewhere."""
    elsewhere = ("PIP_USER", "PIP_TARGET", "PIP_PREFIX", "PYTHONHOME", "PYTHONPATH")
    return {name: value for name, value in os.environ.items() if name not in elsewhere}


def _read(stamp: Path) -> dict | None:
    try:
        return json.loads(stamp.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
