#!/usr/bin/env python3
"""Sets everything up and opens JupyterLab with the Java kernel in notebooks/.

Options after -- go to JupyterLab, for example: lab.py -- --no-browser --port 9000
"""
import argparse

from support import notebooks, process, setup
from support.console import main
from support.paths import NOTEBOOKS


def run():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--device", default="cpu", metavar="cpu|gpu", help="default: cpu")
    parser.add_argument("--fresh-setup", action="store_true", help="forget the earlier set-up")
    parser.add_argument("jupyter", nargs="*", help="options for JupyterLab, after --")
    chosen = parser.parse_args()
    notebooks.check_choice("device", chosen.device, notebooks.DEVICES)
    ready = setup.everything(chosen.device, chosen.fresh_setup)
    command = [ready.python, "-m", "jupyterlab", "--notebook-dir", NOTEBOOKS] + chosen.jupyter
    return process.attached(command, ready.env())


if __name__ == "__main__":
    main(run)
