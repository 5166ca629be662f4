#!/usr/bin/env python3
"""Sets everything up and runs notebooks: without arguments, notebook 01 in profile quick.

Results are left in target/notebooks/NAME: the executed notebook, an HTML page, the figures as PNG
and metrics.json. A second run reuses what the first one set up.
"""
import argparse
from pathlib import Path

from support import hcp, metrics, notebooks, runner, setup
from support.console import SetupError, main, say
from support.paths import RESULTS, shown


def options():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("notebook", nargs="*", default=["01"], help="number, name or path (default: 01)")
    parser.add_argument(
        "--profile",
        default="quick",
        metavar="|".join(notebooks.PROFILES),
        help="smoke: does it run (a minute at most); quick: meaningful results on 2 cores; "
        "paper: the paper's settings (default: quick)",
    )
    parser.add_argument("--seed", type=int, default=0, metavar="N", help="seed of every draw (default: 0)")
    parser.add_argument("--seeds", metavar="A-B", help="several seeds, each into seed-N, and a table of all")
    parser.add_argument("--only", metavar="TAG", help="run only the cells that carry this tag")
    parser.add_argument("--device", default="cpu", metavar="cpu|gpu", help="default: cpu")
    parser.add_argument(
        "--data",
        metavar="DIR|hcp",
        help="a folder with more data, of the kind the notebook names: MNIST's four IDX files for 02, 03 and 04, "
        "CIFAR-10's binary files for 03; "
        "a folder of CSV files (one row a scan, a column a channel) for 06; "
        "hcp: for 06, data of the Human Connectome Project, fetched once you agree to their terms",
    )
    parser.add_argument("--accept-terms", action="store_true", help="agree to the terms that --data hcp shows")
    parser.add_argument("--limit", type=int, metavar="SECONDS", help="stop a cell that runs longer")
    parser.add_argument(
        "--from-scratch", action="store_true", help="train what is otherwise loaded from stored weights"
    )
    parser.add_argument("--fresh-setup", action="store_true", help="forget the earlier set-up")
    return parser.parse_args()


def checked(chosen):
    """The notebooks to run; every wrong argument is an error before any work."""
    notebooks.check_choice("profile", chosen.profile, notebooks.PROFILES)
    notebooks.check_choice("device", chosen.device, notebooks.DEVICES)
    if chosen.seed < 0:
        raise SetupError("--seed is %d: give 0 or more" % chosen.seed)
    if chosen.limit is not None and chosen.limit < 1:
        raise SetupError("--limit is %d: give at least one second" % chosen.limit)
    if chosen.data not in (None, hcp.NAME) and not Path(chosen.data).is_dir():
        raise SetupError("--data is %s: there is no such folder" % chosen.data)
    if chosen.accept_terms and chosen.data != hcp.NAME:
        raise SetupError("--accept-terms goes with --data hcp: leave it out, or add that")
    wanted = [notebooks.find(name) for name in chosen.notebook]
    if chosen.data == hcp.NAME:
        hcp.check_notebooks(wanted)
    return wanted


def data_folder(chosen, ready):
    """The folder with the user's data, fetched first where it is the HCP's; or none."""
    if chosen.data == hcp.NAME:
        return hcp.fetch(ready.python)
    return None if chosen.data is None else Path(chosen.data).resolve()


def run():
    chosen = options()
    wanted = checked(chosen)
    seeds = notebooks.seeds(chosen.seeds) if chosen.seeds else None
    if chosen.data == hcp.NAME:
        hcp.agree(chosen.accept_terms, chosen.fresh_setup)
    ready = setup.everything(chosen.device, chosen.fresh_setup)
    data = data_folder(chosen, ready)
    codes = []
    for notebook in wanted:
        folder = RESULTS / notebook.stem
        for seed in seeds or [chosen.seed]:
            settings = runner.Settings(
                profile=chosen.profile,
                seed=seed,
                data=data,
                only=chosen.only,
                limit=chosen.limit,
                from_scratch=chosen.from_scratch,
            )
            place = folder / ("seed-%d" % seed) if seeds else folder
            codes.append(runner.run(ready, notebook, place, settings))
        if seeds:
            about = {"notebook": notebook.stem, "profile": chosen.profile, "device": chosen.device}
            about["only"] = chosen.only
            say("\n" + metrics.collect(folder, seeds, about))
            say("written to %s" % shown(folder / "seeds.json"))
    return max(codes)


if __name__ == "__main__":
    main(run)
