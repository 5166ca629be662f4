#!/usr/bin/env python3
"""The peer of the sampling benchmarks: diffusers' schedulers with the U-Net of train_step.py, on the CPU.

    sample.py dpm-solver|ddim [--count 256] [--steps 20] [--rounds 3] [--side 32] [--channels 32,64,64]

All images in one batch, after a small one to warm up; the weights are random: only time is measured. Prints
one JSON line, in milliseconds for all images.
"""

import argparse
import json
import statistics
import time

import torch
from diffusers import DDIMScheduler, DPMSolverMultistepScheduler
from train_step import unet

SCHEDULERS = {"dpm-solver": DPMSolverMultistepScheduler, "ddim": DDIMScheduler}
WARM_UP = 32


@torch.inference_mode()
def sample(predict, scheduler, count: int, side: int):
    x = torch.randn(count, 1, side, side)
    for t in scheduler.timesteps:
        x = scheduler.step(predict(x, t), t, x).prev_sample
    return x


def arguments():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("method", choices=sorted(SCHEDULERS))
    parser.add_argument("--count", type=int, default=256)
    parser.add_argument("--steps", type=int, default=20)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--side", type=int, default=32)
    parser.add_argument("--channels", default="32,64,64")
    return parser.parse_args()


def main():
    options = arguments()
    network, predict = unet(options.side, [int(c) for c in options.channels.split(",")])
    network.eval()
    times = []
    for count in [WARM_UP, *[options.count] * options.rounds]:
        scheduler = SCHEDULERS[options.method](num_train_timesteps=1000)
        scheduler.set_timesteps(options.steps)
        start = time.perf_counter()
        sample(predict, scheduler, count, options.side)
        times.append(1e3 * (time.perf_counter() - start))
    median = statistics.median(times[1:])
    result = {
        "median_ms": round(median, 3),
        "min_ms": round(min(times[1:]), 3),
        "max_ms": round(max(times[1:]), 3),
        "images_per_second": round(1e3 * options.count / median, 2),
        "parameters": sum(p.numel() for p in network.parameters()),
        "threads": torch.get_num_threads(),
        "torch": torch.__version__,
    }
    print(json.dumps(result), flush=True)


if __name__ == "__main__":
    main()
