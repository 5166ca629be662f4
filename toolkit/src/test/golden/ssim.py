#!/usr/bin/env python3
"""Golden structural similarities and PSNR, from scikit-image.

    pip install scikit-image==0.26.0 scipy==1.17.1 numpy==2.4.6
    python toolkit/src/test/golden/ssim.py

Gaussian window with σ = 1.5, K1 = 0.01, K2 = 0.03, population covariances, the mean over windows inside the image
(scikit-image leaves out a border of half the window), over channels. Pixels in [−1, 1] are moved to [0, 2]. The window
has 11 pixels; where it does not fit, the largest odd number that does, by the paper's formula. Images are made from a
formula: see uniform(); their float32 values are compared. "contrasted" has pixels at both ends of the range, "flat"
has no variance in one image.
"""
import json
from pathlib import Path

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from skimage.metrics import peak_signal_noise_ratio, structural_similarity

SHAPES = [(1, 32, 32), (3, 32, 32), (1, 28, 20), (3, 11, 11), (1, 8, 9), (2, 12, 6), (1, 1, 5), (1, 2, 2)]


def uniform(stream, n):
    """Numbers in [0, 1): SplitMix64 of stream·2^40 + k, its upper 53 bits."""
    with np.errstate(over="ignore"):
        z = (np.uint64(stream) << np.uint64(40)) + np.arange(n, dtype=np.uint64) + np.uint64(0x9E3779B97F4A7C15)
        z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
        z = z ^ (z >> np.uint64(31))
    return (z >> np.uint64(11)).astype(np.float64) * 2.0**-53


def pair(stream, shape, noise, kind):
    size = int(np.prod(shape))
    first = 2 * uniform(stream, size) - 1
    if kind == "contrasted":
        first = np.sign(first)
    if kind == "flat":
        first = np.full(size, -1.0)
    if kind == "smooth":
        first = np.sin(np.arange(size) / 7 + first / 4)
    second = np.clip(first + noise * (2 * uniform(stream + 1, size) - 1), -1, 1)
    return [x.astype(np.float32).astype(np.float64).reshape(shape) for x in (first, second)]


def similarity(x, y):
    window = min(11, *(n - 1 + n % 2 for n in x.shape[1:]))
    if window < 11:  # scikit-image knows no smaller Gaussian window of this σ
        return by_definition(x + 1, y + 1, window // 2)
    value = float(structural_similarity(
        x + 1, y + 1, channel_axis=0, data_range=2, gaussian_weights=True, sigma=1.5, use_sample_covariance=False,
        K1=0.01, K2=0.03))
    assert abs(value - by_definition(x + 1, y + 1, 5)) < 1e-12
    return value


def by_definition(x, y, radius):
    """Equation 13 of the paper, with sums over windows instead of filters."""
    window = np.exp(-np.arange(-radius, radius + 1) ** 2 / (2 * 1.5**2))
    window = np.outer(window, window) / np.sum(window) ** 2
    inside = [sliding_window_view(v, window.shape, axis=(1, 2)) for v in (x, y)]
    mx, my = [np.sum(v * window, axis=(3, 4)) for v in inside]
    dx, dy = inside[0] - mx[..., None, None], inside[1] - my[..., None, None]
    vx, vy, c = [np.sum(v * window, axis=(3, 4)) for v in (dx * dx, dy * dy, dx * dy)]
    c1, c2 = (0.01 * 2) ** 2, (0.03 * 2) ** 2
    return float(np.mean((2 * mx * my + c1) * (2 * c + c2) / ((mx**2 + my**2 + c1) * (vx + vy + c2))))


def main():
    cases = []
    for i, shape in enumerate(SHAPES):
        for j, kind in enumerate(("noise", "contrasted", "flat", "smooth")):
            stream, noise = 1000 + 10 * i + 2 * j, (0.2, 1.5, 0.05, 0.6)[j]
            x, y = pair(stream, shape, noise, kind)
            psnr = float(peak_signal_noise_ratio(x, y, data_range=2))
            case = {"kind": kind, "stream": stream, "shape": shape, "noise": noise}
            cases.append(case | {"ssim": similarity(x, y), "psnr": psnr})
    target = Path(__file__).parent.parent / "resources" / "golden" / "ssim.json"
    target.write_text("[\n" + ",\n".join(json.dumps(case) for case in cases) + "\n]\n")


if __name__ == "__main__":
    main()
