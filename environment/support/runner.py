"""Runs notebooks through support.execute, in the kernel environment that the toolkit reads."""

import time
from dataclasses import dataclass
from pathlib import Path

from . import process, python_env
from .console import say
from .paths import ENVIRONMENT, shown
from .setup import Ready


@dataclass(frozen=True)
class Settings:
    """What the notebook is told, through CDT_* variables."""

    profile: str = "quick"
    seed: int = 0
    data: Path | None = None
    only: str | None = None
    limit: int | None = None
    from_scratch: bool = False


def run(ready: Ready, notebook: Path, folder: Path, settings: Settings) -> int:
    """One notebook into a folder; the exit code."""
    python_env.check_writable(folder)
    say(
        f"\n{notebook.stem}: profile {settings.profile}, seed {settings.seed}, {ready.device}"
        + (f", cells tagged {settings.only}" if settings.only else "")
    )
    command = [ready.python, "-m", "support.execute", notebook, folder, "--kernel", ready.kernel]
    command += ["--only", settings.only] if settings.only else []
    command += ["--limit", settings.limit] if settings.limit else []
    started = time.monotonic()
    code = process.attached(command, _env(ready, folder, settings))
    ending = {0: "done", 1: "FAILED"}.get(code, "not run")
    say(f"{notebook.stem}: {ending} in {time.monotonic() - started:.1f} s, results in {shown(folder)}")
    return code


def _env(ready: Ready, folder: Path, settings: Settings) -> dict[str, str]:
    env = ready.env()
    env.update(
        CDT_PROFILE=settings.profile,
        CDT_SEED=str(settings.seed),
        CDT_DEVICE=ready.device,
        CDT_OUTPUT=str(folder),
        CDT_FROM_SCRATCH="1" if settings.from_scratch else "0",
        PYTHONPATH=str(ENVIRONMENT),
        PYTHONUTF8="1",
        PYTHONDONTWRITEBYTECODE="1",
    )
    env.pop("CDT_DATA", None)
    if settings.data:
        env["CDT_DATA"] = str(settings.data)
    return env
