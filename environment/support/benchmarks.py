"""Runs the Java benchmarks, alone or in turns with the peer, and reports medians, spread and ratios."""

import json
import os
import platform
import statistics
import subprocess
import sys
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

from . import process
from .console import SetupError, say
from .maven import Build
from .metrics import short, table
from .paths import ENVIRONMENT, PEER_VENV
from .prerequisites import Tools
from .python_env import ensure

# Lives in the toolkit's test sources. Its arguments are the measurements to make, none for all;
# it prints {"name": …, "median_ms": …, "min_ms": …, "max_ms": …} for each, or other keys than these.
MAIN = "io.github.constraineddiffusion.bench.Benchmarks"
JVM = ("-Xmx2g", "-DOPT_OUT_TRACKING=true", "-Dai.djl.offline=true", "-Djava.awt.headless=true")

PEER = ENVIRONMENT / "peer"


class Pair(NamedTuple):
    """A measurement of ours and the peer's script and arguments for the same."""

    java: str
    script: str
    arguments: tuple[str, ...]


def _trained(java: str, *arguments: str) -> Pair:
    return Pair(java, "train_step.py", arguments)


def _sampled(java: str, *arguments: str) -> Pair:
    return Pair(java, "sample.py", arguments)


def _plane(java: str, *arguments: str) -> Pair:
    return Pair(java, "plane_step.py", arguments)


MLP = ("mlp", "--batch", "512", "--steps", "300")
UNET = ("unet", "--batch", "64", "--steps", "12", "--side", "32", "--channels", "32,64,64")
DIGITS = ("--count", "256", "--steps", "20", "--side", "32", "--channels", "32,64,64")
# By name: the residual MLP in the plane, with m = 2 constraints or none, then the U-Net, with m = 3 or none.
# Forty runs in the plane at once, milliseconds for a step of one, are compared with one run of the peer.
# Ours in bfloat16 is compared with the peer in float32, and with the peer under autocast.
PAIRS = {
    "mlp-step": _trained("mlp-step", *MLP),
    "mlp-step-separate-batches": _trained("mlp-step-separate-batches", *MLP, "--constraints", "2"),
    "unet-step": _trained("unet-step", *UNET),
    "unet-step-bfloat16": _trained("unet-step-bfloat16", *UNET),
    "unet-step-bfloat16-autocast": _trained("unet-step-bfloat16", *UNET, "--autocast"),
    "unet-separate-batches": _trained("unet-separate-batches", *UNET, "--constraints", "3"),
    "unet-constrained": _trained("unet-constrained", *UNET, "--constraints", "3"),
    "sampling-dpm-solver": _sampled("sampling-dpm-solver", "dpm-solver", *DIGITS),
    "runs-together-512": _plane("runs-together-512", "--batch", "512", "--steps", "300"),
    "runs-together-64": _plane("runs-together-64", "--batch", "64", "--steps", "600"),
    "sampling-ddim": _sampled("sampling-ddim", "ddim", *DIGITS),
}


def peer_env() -> Path:
    """The interpreter of .venv-peer."""
    if not (3, 11) <= sys.version_info[:2] <= (3, 13):
        raise SetupError(
            "the peer (PyTorch 2.7.1 and diffusers 0.42.1) needs Python 3.11, 3.12 or 3.13, and this is "
            f"{platform.python_version()}: start bench.py with one of those"
        )
    return ensure(PEER_VENV, ENVIRONMENT / "requirements-peer.txt", "Peer environment (PyTorch)")


def java(tools: Tools, build: Build, names: Sequence[str] = ()) -> list[dict]:
    """One process of the Java benchmarks."""
    command = [tools.java, *JVM, "-cp", build.joined(), MAIN, *names]
    return _records(command, tools.env(), "the Java benchmarks")


def peer(python: Path, pair: Pair) -> dict:
    """One process of the peer."""
    return _records([python, PEER / pair.script, *pair.arguments], dict(os.environ), "the peer")[-1]


def in_turns(
    rounds: int, names: Iterable[str], a: Callable[[str], float], b: Callable[[str], float]
) -> list[dict]:
    """A B A B …: `rounds` medians of each side for every name, in milliseconds, and their ratios."""
    result = []
    for name in names:
        ours, theirs = [], []
        for number in range(1, rounds + 1):
            ours.append(a(name))
            theirs.append(b(name))
            say(f"  {name}, round {number} of {rounds}: Java {ours[-1]:.2f} ms, peer {theirs[-1]:.2f} ms")
        ratios = [x / y for x, y in zip(ours, theirs)]
        result.append({"name": name, "java_ms": ours, "peer_ms": theirs, "ratio": ratios})
    return result


def comparison_table(rows: list[dict]) -> str:
    head = ["measurement", "Java, ms", "peer, ms", "Java / peer"]
    keys = ("java_ms", "peer_ms", "ratio")
    return table([head, *([row["name"], *(_with_spread(row[key]) for key in keys)] for row in rows)])


def records_table(records: list[dict]) -> str:
    """Times in one table; what has other units below, as it was said."""
    times = [r for r in records if "median_ms" in r]
    rows = [[r["name"], *(f"{r[key]:.2f}" for key in ("median_ms", "min_ms", "max_ms"))] for r in times]
    text = table([["measurement", "median, ms", "min, ms", "max, ms"], *rows]) if times else ""
    others = [r for r in records if "median_ms" not in r]
    lines = [", ".join(f"{key} {_brief(value)}" for key, value in r.items()) for r in others]
    return "\n".join([text, *lines]).strip()


def _brief(value: object) -> str:
    return short(value) if isinstance(value, (int, float)) else str(value)


def machine(tools: Tools) -> dict:
    """What the numbers depend on."""
    said = subprocess.run([str(tools.java), "-version"], capture_output=True, text=True).stderr
    return {
        "processor": _processor(),
        "cores": os.cpu_count(),
        "system": f"{platform.system()} {platform.machine()}",
        "java": said.splitlines()[0] if said else "?",
        "python": platform.python_version(),
    }


def _with_spread(values: list[float]) -> str:
    return f"{statistics.median(values):.2f} ({min(values):.2f}–{max(values):.2f})"


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
        return next(line.split(":", 1)[1].strip() for line in lines if line.startswith("model name"))
    except (OSError, StopIteration):
        return platform.processor() or platform.machine()


def _records(command: Sequence[object], env: dict[str, str], what: str) -> list[dict]:
    """The JSON lines that a command prints; its other output goes through."""
    found = []

    def sort(line: str) -> None:
        record = _record(line)
        if record:
            found.append(record)
        else:
            say("    | " + line)

    code = process.attached(command, env, sort)
    if code or not found:
        raise SetupError(f"{what} ended with exit code {code} and {len(found)} measurements")
    return found


def _record(line: str) -> dict | None:
    try:
        value = json.loads(line)
    except ValueError:
        return None
    return value if isinstance(value, dict) else None
