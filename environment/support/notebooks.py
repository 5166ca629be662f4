"""Finds notebooks by name, number or path."""

from pathlib import Path

from .console import SetupError
from .paths import NOTEBOOKS

PROFILES = ("smoke", "quick", "paper")
DEVICES = ("cpu", "gpu")


def all_notebooks(folder: Path = NOTEBOOKS) -> list[Path]:
    return sorted(folder.glob("*.ipynb"))


def find(wanted: str, folder: Path = NOTEBOOKS) -> Path:
    """`01`, `01-constrained-gaussians` or a path."""
    known = all_notebooks(folder)
    stem = wanted.removesuffix(".ipynb")
    for matches in (
        [n for n in known if n.stem == stem],
        [n for n in known if n.stem.split("-")[0] == stem],
        [n for n in known if n.stem.split("-")[0].lstrip("0") == stem.lstrip("0") != ""],
        [p for p in (Path(wanted),) if p.suffix == ".ipynb" and p.is_file()],
    ):
        if len(matches) == 1:
            return matches[0].resolve()
    names = ", ".join(n.stem for n in known) or f"none in {folder}"
    raise SetupError(
        f"there is no notebook {wanted!r}: give a number such as 01, a path, or one of: {names}"
    )


def check_choice(what: str, value: str, choices: tuple[str, ...]) -> str:
    if value not in choices:
        raise SetupError(f"there is no {what} {value!r}: choose one of {', '.join(choices)}")
    return value


def seeds(text: str) -> list[int]:
    """`0-9`, `3` or `0,2,5-7` as a list without repetitions."""
    found: list[int] = []
    for part in text.split(","):
        first, dash, last = part.strip().partition("-")
        if not first.isdigit() or (dash and not last.isdigit()) or int(last or first) < int(first):
            raise SetupError(f"--seeds is {text!r}: give a range such as 0-9 or a list such as 0,2,5")
        found += [n for n in range(int(first), int(last or first) + 1) if n not in found]
    return found
