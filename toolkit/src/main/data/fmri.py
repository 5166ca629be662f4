#!/usr/bin/env python3
"""Makes the fMRI series that the jar embeds: 28 brain regions × 250 scans of one subject, as CSV.

    python3 toolkit/src/main/data/fmri.py            # fetches the Python package by name, writes the file
    python3 toolkit/src/main/data/fmri.py --check    # compares with the committed file instead

Source: Python package nitime 0.12.1 (BSD, NIPY Developers), nitime/data/fmri_timeseries.csv: a header and one row a
scan. Its first three columns are no regions but averages over white matter, ventricles and the whole brain: they are
left out. Numbers stay as they are written there, the quotes around the names go.
Needs pip, or the package's file by --package. Wheels of different systems differ, so the hash is that of the CSV file.
"""
import argparse
import csv
import hashlib
import io
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

PACKAGE = "nitime==0.12.1"
MEMBER = "nitime/data/fmri_timeseries.csv"
MEMBER_SHA256 = "b272a7a8e1981d1b4542e739e5244be41c1bfee8a8d3cd224b87605ec72c2ffd"
NO_REGIONS = ["WM", "Vent", "Brain"]
REGIONS, SCANS = 28, 250
OUT = Path(__file__).parents[1] / "resources/io/github/constraineddiffusion/graph/fmri.csv"


def fetch(folder):
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--only-binary", ":all:", PACKAGE]
    subprocess.run(command, cwd=folder, check=True, stdout=subprocess.DEVNULL)
    return next(Path(folder).glob("nitime-*.whl")).read_bytes()


def series(package):
    """The content of the file: header and scans of the regions."""
    with zipfile.ZipFile(io.BytesIO(package)) as archive:
        source = archive.read(MEMBER)
    found = hashlib.sha256(source).hexdigest()
    if found != MEMBER_SHA256:
        sys.exit(f"{MEMBER} has SHA-256 {found}, expected {MEMBER_SHA256}: is the package {PACKAGE}?")
    header, *scans = [[cell.strip() for cell in row] for row in csv.reader(io.StringIO(source.decode("ascii")))]
    left_out = len(NO_REGIONS)
    if header[:left_out] != NO_REGIONS or len(header) != left_out + REGIONS or len(scans) != SCANS:
        sys.exit(f"{MEMBER} has {len(header)} columns and {len(scans)} scans, which is not what it was")
    return "".join(",".join(row[left_out:]) + "\n" for row in [header, *scans]).encode("ascii")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--package", type=Path, help="the package's .whl; fetched with pip if absent")
    parser.add_argument("--check", action="store_true", help="compare with the committed file, write nothing")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        content = series(args.package.read_bytes() if args.package else fetch(folder))
    if not args.check:
        OUT.write_bytes(content)
        print(f"{OUT.name}: {len(content)} bytes")
    elif OUT.read_bytes() != content:
        sys.exit(f"{OUT.name}: the committed content differs")
    else:
        print(f"{OUT.name}: same bytes")


if __name__ == "__main__":
    main()
