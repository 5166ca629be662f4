#!/usr/bin/env python3
"""Runs every test: the Java build with its checks and tests, the tests of these scripts, and every
notebook in profile smoke. Sets everything up first; after that no network is used.
"""
import argparse

from support import checks, notebooks, setup
from support.console import main, say

PARTS = ("java", "scripts", "notebooks")


def run():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--only", metavar="|".join(PARTS), help="just this part (default: all)")
    parser.add_argument("--fresh-setup", action="store_true", help="forget the earlier set-up")
    chosen = parser.parse_args()
    parts = (notebooks.check_choice("part", chosen.only, PARTS),) if chosen.only else PARTS
    ready = setup.everything(fresh=chosen.fresh_setup)
    counts = [getattr(checks, part)(ready) for part in parts]
    passed, failed = (sum(column) for column in zip(*counts))
    say("\n%d passed, %d failed" % (passed, failed))
    return 1 if failed else 0


if __name__ == "__main__":
    main(run)
