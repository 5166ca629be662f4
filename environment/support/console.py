"""Talking to the terminal: messages, a status line that rewrites itself, errors in plain words."""

import re
import shutil
import sys
import time
from collections.abc import Callable

ANSI = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")

class SetupError(Exception):
    """Something the user can mend; the message says what and how."""


def say(text: str = "") -> None:
    print(text, flush=True)


def main(body: Callable[[], int]) -> None:
    """Runs a script's body; exit code 2 where the set-up is at fault, 130 after Ctrl-C."""
    try:
        code = body()
    except SetupError as problem:
        print(f"error: {problem}", file=sys.stderr, flush=True)
        code = 2
    except PermissionError as problem:
        print(
            f"error: no permission for {problem.filename}: give yourself write access to it, "
            "or clone the repository into a folder of your own",
            file=sys.stderr,
        )
        code = 2
    except OSError as problem:
        print(f"error: {problem}", file=sys.stderr, flush=True)
        code = 2
    except KeyboardInterrupt:
        print("\nstopped", file=sys.stderr, flush=True)
        code = 130
    sys.exit(code)


class Status:
    """One line about work in progress: rewritten on a terminal, repeated seldom in a log."""

    def __init__(self, label: str, seldom: float = 20.0, stream=None):
        self.label = label
        self.stream = stream or sys.stdout
        self.live = self.stream.isatty()
        self.seldom = seldom
        self.started = time.monotonic()
        self.last = self.started
        self._write(f"{label} …")

    def update(self, detail: str) -> None:
        now = time.monotonic()
        if now - self.last >= (0.1 if self.live else self.seldom):
            self.last = now
            self._write(f"{self.label} … {detail}")

    def done(self, result: str = "done") -> None:
        seconds = time.monotonic() - self.started
        self._write(f"{self.label}: {result} ({seconds:.1f} s)")
        if self.live:
            self.stream.write("\n")
            self.stream.flush()

    def _write(self, text: str) -> None:
        if self.live:
            width = shutil.get_terminal_size().columns - 1
            self.stream.write("\r\x1b[K" + text[:width])
        else:
            self.stream.write(text + "\n")
        self.stream.flush()
