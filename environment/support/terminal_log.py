"""What a notebook run shows in the terminal: one line a cell, and the cell's output as it comes."""

import re
import shutil
import sys
import time

from .console import ANSI

LIVE_SECONDS = 0.1
LOG_SECONDS = 20.0


def first_line(source: str, width: int = 60) -> str:
    """A cell in one line."""
    lines = [line.strip() for line in source.splitlines() if line.strip()]
    text = lines[0] if lines else ""
    return text if len(text) <= width else text[: width - 1] + "…"


class TerminalLog:
    """Cell lines `[ 3/41] var run = … 12.3 s`, with streamed output indented below."""

    def __init__(self, cells: int, stream=None, clock=time.monotonic):
        self.cells = cells
        self.stream = stream or sys.stdout
        self.live = self.stream.isatty()
        self.clock = clock
        self.number = 0
        self._pending = ""
        self._open_line = False  # the cell's line stands without its seconds yet
        self._running = False
        self._status_at = 0.0
        self._status_shown = False

    def cell_started(self, source: str) -> None:
        self.number += 1
        self._running = True
        self.started = self._status_at = self.clock()
        width = len(str(self.cells))
        self._raw(f"[{self.number:{width}}/{self.cells}] {first_line(source):<60}")
        self._open_line = True

    def cut_short(self, word: str) -> None:
        """The run ended inside a cell, or before any."""
        if self._running:
            self.cell_ended("  " + word)

    def cell_ended(self, mark: str = "") -> None:
        self._running = False
        self._flush_pending()
        self._clear_status()
        seconds = f"{self.clock() - self.started:7.1f} s{mark}"
        indent = "" if self._open_line else " " * (63 + 2 * len(str(self.cells)) + 1)
        self._raw(indent + seconds + "\n")
        self._open_line = False

    def text(self, chunk: str) -> None:
        """Output of the cell; what ends in a carriage return is a progress line."""
        self._pending += ANSI.sub("", chunk) if not self.live else chunk
        while True:
            found = re.search(r"\r?\n|\r(?!\n)", self._pending)
            if not found or (found.group() == "\r" and found.end() == len(self._pending)):
                break
            line, self._pending = self._pending[: found.start()], self._pending[found.end() :]
            if found.group() == "\r":
                self.status(line)
            else:
                self._line(line)
        if self._pending.startswith("\r") or (self.live and self._pending):
            self.status(self._pending.strip("\r"))

    def status(self, text: str) -> None:
        """A progress line: rewritten in place on a terminal, now and then a line in a log."""
        now = self.clock()
        if not text.strip() or now - self._status_at < (LIVE_SECONDS if self.live else LOG_SECONDS):
            return
        self._status_at = now
        if self.live:
            self._end_cell_line()
            width = shutil.get_terminal_size().columns - 7
            self._raw("\r\x1b[K    | " + text.strip()[:width])
            self._status_shown = True
        else:
            self._line(text.strip())

    def _line(self, text: str) -> None:
        self._clear_status()
        self._end_cell_line()
        self._raw(f"    | {text}\n")

    def _end_cell_line(self) -> None:
        if self._open_line:
            self._raw("\n")
            self._open_line = False

    def _clear_status(self) -> None:
        if self._status_shown:
            self._raw("\r\x1b[K")
            self._status_shown = False

    def _flush_pending(self) -> None:
        if self._pending.strip():
            self._line(self._pending.strip("\r"))
        self._pending = ""

    def _raw(self, text: str) -> None:
        self.stream.write(text)
        self.stream.flush()
