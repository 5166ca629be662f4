"""The whole set-up, in order: prerequisites, jar, Python environment, kernel."""

import os
import shutil
from dataclasses import dataclass
from pathlib import Path

from . import kernel_spec, maven, prerequisites, python_env
from .console import say
from .paths import ROOT, STATE, TARGET, VENV
from .prerequisites import Tools


@dataclass(frozen=True)
class Ready:
    """What a notebook run needs to know."""

    tools: Tools
    python: Path
    kernel: str
    device: str

    def env(self) -> dict[str, str]:
        """The environment for Jupyter: our kernel is found before any of the user's own."""
        env = self.tools.env()
        paths = [str(VENV / "share" / "jupyter"), env.get("JUPYTER_PATH", "")]
        env["JUPYTER_PATH"] = os.pathsep.join(path for path in paths if path)
        env["CDT_DEVICE"] = self.device
        return env


def everything(device: str = "cpu", fresh: bool = False) -> Ready:
    """Sets up what is missing or out of date and reuses the rest."""
    tools = prerequisites.check()
    python_env.check_writable(TARGET)
    if fresh:
        forget()
    build = maven.jar(tools, device)
    python = python_env.main_env()
    return Ready(tools, python, kernel_spec.install(tools, build, device), device)


def forget() -> None:
    """Removes what set-up made: the Python environment and the build."""
    say("Forgetting the earlier set-up: removing .venv and the build")
    for folder in (VENV, STATE, ROOT / "toolkit" / "target"):
        if folder.exists():
            shutil.rmtree(folder)
