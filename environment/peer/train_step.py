#!/usr/bin/env python3
"""The peer of the training-step benchmarks: PyTorch eager with the networks that the Java side trains.

    train_step.py mlp  [--batch 512] [--steps 300] [--constraints M]
    train_step.py unet [--batch 64] [--steps 12] [--side 32] [--channels 32,64,64] [--constraints M] [--autocast]

With --constraints M a step is that of the reference implementations of dual training: one batch of the
objective's data and one of each constraint's, M + 1 forward and backward passes. With --autocast forward
passes run under PyTorch's autocast to bfloat16. The data are random numbers: only time is measured. Prints
one JSON line; the first quarter of the steps is warm-up.
"""

import argparse
import json
import math
import statistics
import time

import torch
import torch.nn.functional as F
from torch import nn

TIMESTEPS = 1000
PENALTY = 0.1  # what a constraint's loss is multiplied by; any number takes the same time


class ResidualBlock(nn.Module):
    """h + W₂ silu(W₁ norm(h)), twice as wide inside."""

    def __init__(self, width: int):
        super().__init__()
        self.norm = nn.LayerNorm(width)
        self.widen = nn.Linear(width, 2 * width)
        self.narrow = nn.Linear(2 * width, width)

    def forward(self, h):
        return h + self.narrow(F.silu(self.widen(self.norm(h))))


class ResidualMlp(nn.Module):
    """Predicts the noise of points in the plane; the timestep enters by a sinusoidal embedding."""

    def __init__(self, width: int = 128, blocks: int = 4, embedding: int = 32):
        super().__init__()
        half = embedding // 2
        self.register_buffer("frequencies", torch.exp(-math.log(10000) * torch.arange(half) / half))
        self.point_in = nn.Linear(2, width)
        self.time_in = nn.Linear(embedding, width)
        self.blocks = nn.Sequential(*(ResidualBlock(width) for _ in range(blocks)))
        self.out = nn.Linear(width, 2)

    def forward(self, x, t):
        angle = t[:, None] * self.frequencies
        embedded = torch.cat([angle.cos(), angle.sin()], dim=1)
        return self.out(self.blocks(self.point_in(x) + self.time_in(embedded)))


def unet(side: int, channels: list[int]):
    """diffusers' UNet2DModel with one residual block a level and no attention outside the middle."""
    from diffusers import UNet2DModel

    levels = len(channels)
    network = UNet2DModel(
        sample_size=side,
        in_channels=1,
        out_channels=1,
        layers_per_block=1,
        block_out_channels=channels,
        norm_num_groups=8,
        down_block_types=("DownBlock2D",) * levels,
        up_block_types=("UpBlock2D",) * levels,
    )
    return network, lambda x, t: network(x, t).sample


def denoising_loss(predict, shape: tuple[int, ...], options):
    x, noise = torch.randn(options.batch, *shape), torch.randn(options.batch, *shape)
    with torch.autocast("cpu", torch.bfloat16, enabled=options.autocast):
        return F.mse_loss(predict(x, torch.rand(options.batch) * TIMESTEPS), noise)


def step_times(network, predict, shape, options) -> list[float]:
    """Milliseconds of every step."""
    optimizer = torch.optim.AdamW(network.parameters(), lr=1e-4)
    times = []
    for _ in range(options.steps):
        start = time.perf_counter()
        optimizer.zero_grad()
        denoising_loss(predict, shape, options).backward()
        for _ in range(options.constraints):
            (PENALTY * denoising_loss(predict, shape, options)).backward()
        optimizer.step()
        times.append(1e3 * (time.perf_counter() - start))
    return times


def arguments():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("network", choices=["mlp", "unet"])
    parser.add_argument("--batch", type=int, help="default: 512 for mlp, 64 for unet")
    parser.add_argument("--steps", type=int, help="default: 300 for mlp, 12 for unet")
    parser.add_argument("--constraints", type=int, default=0)
    parser.add_argument("--autocast", action="store_true")
    parser.add_argument("--side", type=int, default=32)
    parser.add_argument("--channels", default="32,64,64")
    options = parser.parse_args()
    options.batch = options.batch or {"mlp": 512, "unet": 64}[options.network]
    options.steps = options.steps or {"mlp": 300, "unet": 12}[options.network]
    return options


def main():
    options = arguments()
    if options.network == "mlp":
        network = predict = ResidualMlp()
        shape = (2,)
    else:
        network, predict = unet(options.side, [int(c) for c in options.channels.split(",")])
        shape = (1, options.side, options.side)
    times = step_times(network, predict, shape, options)
    kept = times[len(times) // 4 :]
    result = {
        "median_ms": round(statistics.median(kept), 3),
        "min_ms": round(min(kept), 3),
        "max_ms": round(max(kept), 3),
        "parameters": sum(p.numel() for p in network.parameters()),
        "threads": torch.get_num_threads(),
        "torch": torch.__version__,
    }
    print(json.dumps(result), flush=True)


if __name__ == "__main__":
    main()
