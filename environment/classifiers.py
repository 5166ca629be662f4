#!/usr/bin/env python3
"""Trains the two digit classifiers that the toolkit carries, and puts their weights into its resources.

Both train on the 9,000 digits in the jar, on one thread, some minutes each; the same seeds give the same
weights on the same kind of processor. With --data the accuracy on MNIST's own test set is measured too.
"""
import argparse
from pathlib import Path

from support import maven, prerequisites, process
from support.console import SetupError, main, say
from support.paths import ROOT, shown

MAIN = "io.github.constraineddiffusion.eval.TrainDigitClassifiers"
JVM = ("-Xmx2g", "-DOPT_OUT_TRACKING=true", "-Dai.djl.offline=true", "-Djava.awt.headless=true")
RESOURCES = ROOT / "toolkit/src/main/resources/io/github/constraineddiffusion/eval"


def options():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--data", type=Path, metavar="DIR", help="a folder with MNIST's IDX files")
    parser.add_argument("--out", type=Path, default=RESOURCES, metavar="DIR", help="default: the resources")
    return parser.parse_args()


def run():
    chosen = options()
    if chosen.data and not chosen.data.is_dir():
        raise SetupError("--data is %s: there is no such folder" % chosen.data)
    tools = prerequisites.check()
    build = maven.jar(tools)
    folders = [folder.resolve() for folder in (chosen.out, chosen.data) if folder]
    command = [tools.java, *JVM, "-cp", build.joined(), MAIN, *folders]
    code = process.attached(command, tools.env())
    if code:
        raise SetupError("the training ended with exit code %d" % code)
    say("weights and manifests are in %s" % shown(chosen.out.resolve()))
    return 0


if __name__ == "__main__":
    main(run)
