"""Child processes: output into a log with a status line, or straight to the terminal."""

import signal
import subprocess
from collections.abc import Callable, Sequence
from pathlib import Path

from .console import ANSI, SetupError, Status
from .paths import ROOT, STATE, WINDOWS, shown

TOLD_LINES = 30


def logged(
    command: Sequence[object],
    label: str,
    log: str,
    detail: Callable[[str], str | None] = lambda line: None,
    env: dict[str, str] | None = None,
) -> None:
    """Runs a command with its output in STATE/log; `detail` turns a line into a status, or None."""
    STATE.mkdir(parents=True, exist_ok=True)
    path = STATE / log
    status = Status(label)
    with path.open("w", encoding="utf-8") as file:
        process = subprocess.Popen(
            [str(part) for part in command],
            cwd=ROOT,
            env=env,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            errors="replace",
        )
        try:
            for line in process.stdout:
                file.write(line)
                said = detail(line.rstrip())
                if said:
                    status.update(said)
            code = process.wait()
        except BaseException:
            process.terminate()
            process.wait()
            raise
    process.stdout.close()
    if code:
        status.done("failed")
        raise CommandFailed(label, path)
    status.done()


class CommandFailed(SetupError):
    """A command ended with an error; the message has what it wrote about it."""

    def __init__(self, label: str, log: Path):
        self.output = ANSI.sub("", log.read_text(encoding="utf-8", errors="replace"))
        lines = "\n".join("  " + line for line in telling(self.output.splitlines()))
        super().__init__(f"{label} failed; from {shown(log)}:\n{lines}")


def telling(lines: list[str]) -> list[str]:
    """Maven's error lines less its advice on Maven; of other programs the last lines."""
    errors = [line for line in lines if line.startswith("[ERROR]")]
    advice = next((i for i, line in enumerate(errors) if "To see the full stack trace" in line), None)
    return [line for line in errors[:advice] if line.strip() != "[ERROR]"][:TOLD_LINES] or lines[-TOLD_LINES:]


def attached(
    command: Sequence[object],
    env: dict[str, str] | None = None,
    each_line: Callable[[str], None] | None = None,
) -> int:
    """Runs a command on this terminal, or hands its lines on, and gives its exit code.

    Ctrl-C and SIGTERM reach the child as SIGTERM and it is waited for: it has kernels to stop first.
    (On Ctrl-C, JupyterLab would ask a question, or without a terminal leave its kernels running.)
    """
    process = subprocess.Popen(
        [str(part) for part in command],
        cwd=ROOT,
        env=env,
        stdout=subprocess.PIPE if each_line else None,
        stderr=subprocess.STDOUT if each_line else None,
        encoding="utf-8" if each_line else None,
        errors="replace" if each_line else None,
    )
    stopped = False

    def pass_on(*_) -> None:
        nonlocal stopped
        stopped = True
        if not WINDOWS:  # there the console tells the child, and terminating it would be at once
            process.terminate()

    signals = (signal.SIGINT, signal.SIGTERM)
    before = [signal.signal(number, pass_on) for number in signals]
    try:
        if each_line:
            with process.stdout:
                for line in process.stdout:
                    each_line(line.rstrip("\n"))
        code = process.wait()
    finally:
        for number, handler in zip(signals, before):
            signal.signal(number, handler)
    if stopped:
        raise KeyboardInterrupt
    return code
