#!/usr/bin/env python3
"""Builds the jar and installs the Java kernel: into .venv, or with --prefix into a Jupyter of your own.

A Jupyter of your own needs the package jjava (environment/requirements.txt pins it).
"""
import argparse
from pathlib import Path

from support import kernel_spec, maven, notebooks, prerequisites, setup
from support.console import main, say


def run():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--device", default="cpu", metavar="cpu|gpu", help="default: cpu")
    parser.add_argument("--prefix", type=Path, metavar="DIR", help="sys.prefix of the Python that has Jupyter")
    chosen = parser.parse_args()
    notebooks.check_choice("device", chosen.device, notebooks.DEVICES)
    if chosen.prefix:
        tools = prerequisites.check()
        build = maven.jar(tools, chosen.device)
        name = kernel_spec.install(tools, build, chosen.device, chosen.prefix.resolve())
    else:
        name = setup.everything(chosen.device).kernel
    say("kernel %s is installed" % name)
    return 0


if __name__ == "__main__":
    main(run)
