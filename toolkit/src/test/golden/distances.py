#!/usr/bin/env python3
"""Golden numbers of Fréchet distance, kernel distance, precision and recall between sets of features.

    pip install torch==2.7.1 torchvision==0.22.1 pytorch-fid==0.3.0 scipy==1.17.1
    python toolkit/src/test/golden/distances.py

Fréchet: pytorch-fid's own function (SciPy's sqrtm), and as "exact" the same with the trace of the root taken as the
sum of the singular values of the product of the centred features, which is right for singular covariances too.
Kernel distance, precision and recall: their definitions, all pairs at once. The features are made from a formula, so
that the test can make them without a file: see features().
"""
import json
from pathlib import Path

import numpy as np
from pytorch_fid.fid_score import calculate_frechet_distance
from scipy import linalg
from scipy.spatial.distance import cdist

CASES = {  # name: (stream, images, mean, spread) of either set, dimensions
    "well conditioned": ((1, 400, 0.0, 1.0), (2, 500, 0.3, 1.3), 12),
    "fewer images than dimensions": ((3, 20, 0.0, 1.0), (4, 30, 0.1, 0.8), 48),
    "one side singular": ((5, 600, 0.0, 1.0), (6, 30, 0.2, 1.1), 48),
    "identical": ((7, 60, 0.0, 1.0), (7, 60, 0.0, 1.0), 8),
    "two dimensions": ((8, 40, 0.0, 1.0), (9, 50, 0.5, 0.7), 2),
}


def uniform(stream, n):
    """Numbers in [0, 1): SplitMix64 of stream·2^40 + k, its upper 53 bits."""
    with np.errstate(over="ignore"):
        z = (np.uint64(stream) << np.uint64(40)) + np.arange(n, dtype=np.uint64) + np.uint64(0x9E3779B97F4A7C15)
        z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
        z = z ^ (z >> np.uint64(31))
    return (z >> np.uint64(11)).astype(np.float64) * 2.0**-53


def features(stream, n, mean, spread, d):
    u = uniform(stream, 3 * n * d).reshape(n, d, 3)
    x = (u[:, :, 0] + u[:, :, 1] + u[:, :, 2] - 1.5) * spread / (1.0 + np.arange(d)) ** 0.5
    for j in range(1, d):
        x[:, j] += 0.5 * x[:, j - 1]
    return (x + mean).astype(np.float32).astype(np.float64)


def exact_frechet(x, y):
    a, b = x - x.mean(0), y - y.mean(0)
    root = linalg.svdvals(a @ b.T).sum() / np.sqrt((len(x) - 1) * (len(y) - 1))
    squares = ((x.mean(0) - y.mean(0)) ** 2).sum()
    return squares + (a**2).sum() / (len(x) - 1) + (b**2).sum() / (len(y) - 1) - 2 * root


def kernel_distance(x, y):
    def k(p, q):
        return (p @ q.T / p.shape[1] + 1) ** 3

    n, m = len(x), len(y)
    xx, yy = k(x, x), k(y, y)
    within = (xx.sum() - np.trace(xx)) / (n * (n - 1)) + (yy.sum() - np.trace(yy)) / (m * (m - 1))
    return within - 2 * k(x, y).mean()


def precision_recall(x, y, k=3):
    def radii(p):
        return np.sort(cdist(p, p), axis=1)[:, k]

    d = cdist(x, y)
    return (d <= radii(y)[None, :]).any(1).mean(), (d.T <= radii(x)[None, :]).any(1).mean()


def main():
    golden = []
    for name, (first, second, d) in CASES.items():
        x, y = features(*first, d), features(*second, d)
        stats = [f(z) for z in (x, y) for f in (lambda z: z.mean(0), lambda z: np.cov(z, rowvar=False))]
        precision, recall = precision_recall(x, y)
        golden.append(dict(name=name, dimension=d, first=first, second=second, kid=kernel_distance(x, y),
                           pytorch_fid=float(calculate_frechet_distance(*stats)), exact=exact_frechet(x, y),
                           precision=precision, recall=recall))
    out = Path(__file__).resolve().parents[1] / "resources" / "golden" / "distances.json"
    out.write_text(json.dumps(golden, indent=1) + "\n")


if __name__ == "__main__":
    main()
