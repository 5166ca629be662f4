#!/usr/bin/env python3
"""The peer of the benchmarks of many runs: a constrained training in the plane, by PyTorch eager, one run at a time.

    plane_step.py [--batch 512] [--steps 300]

A step draws from the λ-mixture of three Gaussians, adds noise at stratified levels, and takes the gradient of the mean
squared error; then the norm is clipped, AdamW steps, the average of the weights moves, and every fifth step the KL to
two of the Gaussians is measured against their optimal denoisers and λ moves. Prints one JSON line: milliseconds a step,
over blocks of ten; the first quarter is warm-up.
"""

import argparse
import json
import math
import statistics
import time

import torch
import torch.nn.functional as F

from train_step import ResidualMlp

LEVELS = 100
EVERY = 5
SAMPLES = 100  # of each constraint, as by default on the other side
VARIANCE = 0.025
MEANS = torch.tensor([[1.5, 0.0], [-0.75, 1.3], [-0.75, -1.3]])
WEIGHTS = torch.tensor([0.94, 0.05, 0.01])
BLOCK = 10


class Plane:
    """One run: network, optimizer, average of the weights, multipliers."""

    def __init__(self, batch: int):
        self.batch = batch
        self.network = ResidualMlp()
        self.parameters = list(self.network.parameters())
        self.average = [p.detach().clone() for p in self.parameters]
        self.optimizer = torch.optim.AdamW(self.parameters, lr=1e-3, weight_decay=0.01)
        log_snr = torch.linspace(8, -8, LEVELS)
        self.alpha, self.sigma = torch.sigmoid(log_snr).sqrt(), torch.sigmoid(-log_snr).sqrt()
        self.range = 16.0
        self.multipliers = torch.zeros(2)

    def gaussian(self, component: torch.Tensor):
        return MEANS[component] + math.sqrt(VARIANCE) * torch.randn(len(component), 2)

    def levels(self, count: int):
        drawn = (torch.arange(count) + torch.rand(count)) / count * LEVELS
        return drawn.long().clamp(max=LEVELS - 1)[torch.randperm(count)]

    def noisy(self, clean: torch.Tensor):
        level = self.levels(len(clean))
        noise = torch.randn_like(clean)
        alpha, sigma = self.alpha[level][:, None], self.sigma[level][:, None]
        return alpha * clean + sigma * noise, noise, level

    def step(self):
        shares = WEIGHTS.clone()
        shares[1:] += self.multipliers
        x, noise, level = self.noisy(self.gaussian(torch.multinomial(shares, self.batch, replacement=True)))
        self.optimizer.zero_grad()
        loss = F.mse_loss(self.network(x, (level + 1).float()), noise)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(self.parameters, 1.0)
        self.optimizer.step()
        with torch.no_grad():
            torch._foreach_lerp_(self.average, self.parameters, 0.005)
        return loss.item()

    @torch.no_grad()
    def dual_step(self):
        component = torch.tensor([1, 2]).repeat_interleave(SAMPLES)
        x, _, level = self.noisy(self.gaussian(component))
        alpha, sigma = self.alpha[level][:, None], self.sigma[level][:, None]
        optimal = sigma * (x - alpha * MEANS[component]) / (alpha**2 * VARIANCE + sigma**2)
        predicted = self.network(x, (level + 1).float())
        kl = 0.5 * self.range * (predicted - optimal).square().sum(1).view(2, SAMPLES).mean(1)
        self.multipliers = (self.multipliers + 0.05 * (kl - math.log(5))).clamp(min=0)


def arguments():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--batch", type=int, default=512)
    parser.add_argument("--steps", type=int, default=300)
    return parser.parse_args()


def main():
    options = arguments()
    run = Plane(options.batch)
    times = []
    for _ in range(max(2, options.steps // BLOCK)):
        start = time.perf_counter()
        for k in range(BLOCK):
            run.step()
            if k % EVERY == EVERY - 1:
                run.dual_step()
        times.append(1e3 * (time.perf_counter() - start) / BLOCK)
    kept = times[len(times) // 4 :]
    result = {
        "median_ms": round(statistics.median(kept), 3),
        "min_ms": round(min(kept), 3),
        "max_ms": round(max(kept), 3),
        "threads": torch.get_num_threads(),
        "torch": torch.__version__,
    }
    print(json.dumps(result), flush=True)


if __name__ == "__main__":
    main()
