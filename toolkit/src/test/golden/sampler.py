"""Golden numbers of the samplers: every step of whole runs with a tiny deterministic model.

    python sampler.py > ../resources/golden/sampler.json      (torch 2.7.1, diffusers 0.42)

The model is noise(x, t) = 0.3 x cos(t/100) with t counted from 1; the fresh noise of step k (from 0) is
1.5 sin(j + 1.3 k), the start 2 cos(j), j = 1..6 the elements of a 2 x 3 batch. diffusers' own code runs in float64:
torch.float32 and numpy.float32 are made names of the double types. Each state is fed on, so that every step is
checked alone (from the state before it) and as part of its run.
"""
import json

import numpy
import torch

torch.float32 = torch.float64
torch.set_default_dtype(torch.float64)
numpy.float32 = numpy.float64

from diffusers import DDIMScheduler, DDPMScheduler, DPMSolverMultistepScheduler  # noqa: E402
from diffusers.schedulers import scheduling_ddpm  # noqa: E402

J = torch.arange(1, 7).reshape(2, 3).double()
NOISE = dict(step=0)


def fresh(*_, **__):
    return 1.5 * torch.sin(J + 1.3 * NOISE["step"])


scheduling_ddpm.randn_tensor = fresh


def uniform_log_snr(steps, high, low):
    levels = torch.sigmoid(torch.linspace(high, low, steps + 1))
    levels[0] = 1.0  # samplers end at the clean sample
    return (1 - levels[1:] / levels[:-1]).numpy()


SCHEDULES = {
    "linear 1000": dict(num_train_timesteps=1000),
    "cosine 100": dict(num_train_timesteps=100, beta_schedule="squaredcos_cap_v2"),
    "uniformLogSnr 100": dict(num_train_timesteps=100, trained_betas=uniform_log_snr(100, 8, -8)),
}


def run(kind, schedule, n, spacing, eta=None, clip=None):
    options = dict(SCHEDULES[schedule])
    extra = {}
    if kind == "dpm":
        scheduler = DPMSolverMultistepScheduler(**options)
    else:
        options.update(timestep_spacing=spacing, clip_sample=clip is not None, clip_sample_range=clip or 1.0)
        scheduler = (DDPMScheduler if kind == "ddpm" else DDIMScheduler)(**options)
    if kind == "dpm":  # its own spacings leave one level out: give the list
        total = options["num_train_timesteps"]
        plain = DDPMScheduler(num_train_timesteps=total, timestep_spacing=spacing)
        plain.set_timesteps(n)
        scheduler.set_timesteps(timesteps=[int(t) for t in plain.timesteps])
    else:
        scheduler.set_timesteps(n)
    x = 2 * torch.cos(J)
    states = [x]
    for step, t in enumerate(scheduler.timesteps):
        NOISE["step"] = step
        if kind == "ddim":
            extra = dict(eta=eta, variance_noise=fresh() if eta > 0 else None, use_clipped_model_output=clip is not None)
        output = 0.3 * x * torch.cos((t.double() + 1) / 100)
        x = scheduler.step(output, t, x, **extra).prev_sample
        assert x.dtype == torch.float64
        states.append(x)
    last = len(states) - 1
    keep = sorted({*range(1, last + 1, max(1, last // 6)), 2, last - 1, last})
    rows = [dict(step=k, before=digits(states[k - 1]), after=digits(states[k])) for k in keep]
    return dict(method=kind, schedule=schedule, n=n, spacing=spacing.upper(), eta=eta, clip=clip, steps=rows)


def digits(x):
    return [float(f"{value:.10g}") for value in x.flatten()]


RUNS = [
    run("ddpm", "cosine 100", 100, "leading"),
    run("ddpm", "linear 1000", 20, "leading"),
    run("ddpm", "linear 1000", 17, "linspace"),
    run("ddpm", "cosine 100", 50, "trailing", clip=1.0),
    run("ddim", "linear 1000", 20, "leading", eta=0.0),
    run("ddim", "linear 1000", 20, "trailing", eta=0.5),
    run("ddim", "uniformLogSnr 100", 20, "trailing", eta=1.0),
    run("ddim", "cosine 100", 25, "trailing", eta=0.0, clip=1.0),
    run("dpm", "linear 1000", 20, "trailing"),
    run("dpm", "linear 1000", 10, "linspace"),
    run("dpm", "cosine 100", 12, "linspace"),
    run("dpm", "uniformLogSnr 100", 25, "linspace"),
]
print(json.dumps(RUNS, separators=(",", ":")))
