"""The three parts of the tests; each shows its runner's own output and gives (passed, failed)."""

import re

from . import maven, process, runner
from .console import say
from .notebooks import all_notebooks
from .paths import ENVIRONMENT, TARGET
from .setup import Ready

# Against a notebook that hangs, not a measure of speed.
CELL_LIMIT = 900

Counts = tuple[int, int]


def java(ready: Ready) -> Counts:
    """The Maven build counts as one; Surefire's lines say how many tests it ran."""
    say("\n== Java: build, checks and tests")
    code = maven.verify(ready.tools, say)
    return (0, 1) if code else (1, 0)


def scripts(ready: Ready) -> Counts:
    """The unit tests of environment/, counted from unittest's closing lines."""
    say("\n== Set-up scripts: unit tests")
    lines: list[str] = []

    def show(line: str) -> None:
        lines.append(line)
        say(line)

    command = [ready.python, "-m", "unittest", "discover", "-b"]
    command += ["-s", ENVIRONMENT / "tests", "-t", ENVIRONMENT]
    env = {**ready.env(), "PYTHONDONTWRITEBYTECODE": "1", "PYTHONUTF8": "1"}
    code = process.attached(command, env, show)
    return unittest_counts(lines, code)


def unittest_counts(lines: list[str], code: int) -> Counts:
    """From `Ran 12 tests in …` and `FAILED (failures=1, errors=2)`; a run cut short has failed."""
    ran = [int(found[1]) for line in lines if (found := re.match(r"Ran (\d+) tests? in", line))]
    bad = [line for line in lines[-3:] if line.startswith("FAILED")]
    failed = sum(int(n) for line in bad for n in re.findall(r"(?:failures|errors)=(\d+)", line))
    if not ran or not ran[-1] or (code and not failed):
        return 0, 1
    return ran[-1] - failed, failed


def notebooks(ready: Ready) -> Counts:
    """Every notebook in profile smoke, its results apart from those of run.py."""
    say("\n== Notebooks, profile smoke")
    settings = runner.Settings(profile="smoke", limit=CELL_LIMIT)
    results = TARGET / "smoke"
    found = all_notebooks()
    failed = [nb.stem for nb in found if runner.run(ready, nb, results / nb.stem, settings)]
    for name in failed:
        say(f"FAILED: notebook {name}")
    return len(found) - len(failed), len(failed)
