#!/usr/bin/env python3
"""Measures the toolkit; with --peer, its training and sampling in turns with PyTorch and diffusers.

The peer gets a virtual environment of its own, .venv-peer. On Linux PyTorch brings its CUDA libraries
along, a download of some gigabytes, though only the CPU is used.
"""
import argparse
import json
from pathlib import Path

from support import benchmarks, maven, prerequisites
from support.console import SetupError, main, say
from support.paths import TARGET, shown


def options():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("measurement", nargs="*", help="names of measurements (default: all)")
    parser.add_argument("--peer", action="store_true", help="compare with PyTorch, A B A B")
    parser.add_argument("--rounds", type=int, default=5, metavar="N", help="with --peer (default: 5)")
    parser.add_argument("--json", type=Path, default=TARGET / "benchmarks.json", metavar="FILE")
    return parser.parse_args()


def compared(chosen, tools, build):
    """The rows of the comparison."""
    names = chosen.measurement or list(benchmarks.PAIRS)
    for name in names:
        if name not in benchmarks.PAIRS:
            known = ", ".join(benchmarks.PAIRS)
            raise SetupError("%r has no peer: choose among %s" % (name, known))
    python = benchmarks.peer_env()
    return benchmarks.in_turns(
        chosen.rounds,
        names,
        lambda name: benchmarks.java(tools, build, [benchmarks.PAIRS[name].java])[0]["median_ms"],
        lambda name: benchmarks.peer(python, benchmarks.PAIRS[name])["median_ms"],
    )


def run():
    chosen = options()
    if chosen.rounds < 1:
        raise SetupError("--rounds is %d: give at least 1" % chosen.rounds)
    tools = prerequisites.check()
    build = maven.test_classes(tools)
    result = {"machine": benchmarks.machine(tools)}
    if chosen.peer:
        result["comparison"] = compared(chosen, tools, build)
        text = benchmarks.comparison_table(result["comparison"])
    else:
        result["measurements"] = benchmarks.java(tools, build, chosen.measurement)
        text = benchmarks.records_table(result["measurements"])
    say("\n" + text)
    chosen.json.parent.mkdir(parents=True, exist_ok=True)
    chosen.json.write_text(json.dumps(result, indent=2) + "\n", encoding="utf-8")
    say("\nwritten to %s" % shown(chosen.json))
    return 0


if __name__ == "__main__":
    main(run)
