"""Golden numbers of the noise schedules, spacings and min-SNR weights.

    python schedule.py > ../resources/golden/schedule.json      (torch 2.7.1, diffusers 0.42)

diffusers computes in float32. Here its own code runs in float64: torch.float32 is made a name of torch.float64
before the schedulers are built. That the two agree to float32 accuracy is asserted.
"""
import json

import torch
from diffusers import DDPMScheduler
from diffusers.training_utils import compute_snr

SINGLE, DOUBLE = torch.float32, torch.float64
SCHEDULES = {
    "linear": dict(beta_schedule="linear"),
    "cosine": dict(beta_schedule="squaredcos_cap_v2"),
    "sigmoid": dict(beta_schedule="sigmoid"),
    "linear zero": dict(beta_schedule="linear", rescale_betas_zero_snr=True),
    "cosine zero": dict(beta_schedule="squaredcos_cap_v2", rescale_betas_zero_snr=True),
    "sigmoid zero": dict(beta_schedule="sigmoid", rescale_betas_zero_snr=True),
}
LEVELS = {1000: [0, 1, 9, 99, 249, 499, 749, 899, 998, 999], 100: [0, 1, 24, 49, 74, 98, 99], 10: list(range(10))}


def alphas(options, steps, precision):
    torch.float32 = precision
    torch.set_default_dtype(precision)
    return DDPMScheduler(num_train_timesteps=steps, **options).alphas_cumprod


def schedules():
    rows = []
    for name, options in SCHEDULES.items():
        for steps, levels in LEVELS.items():
            golden = alphas(options, steps, DOUBLE)
            assert golden.dtype == DOUBLE
            assert (golden - alphas(options, steps, SINGLE)).abs().max() < 3e-6, name
            rows.append(dict(name=name, steps=steps, timesteps=[i + 1 for i in levels],
                             alpha_bar=[golden[i].item() for i in levels], sum=golden.sum().item()))
    return rows


def spacings():
    rows = []
    for spacing in ("leading", "trailing", "linspace"):
        for steps, n in ((1000, 20), (1000, 7), (1000, 1000), (100, 15), (100, 3), (10, 4)):
            scheduler = DDPMScheduler(num_train_timesteps=steps, timestep_spacing=spacing)
            scheduler.set_timesteps(n)
            timesteps = [int(t) + 1 for t in scheduler.timesteps]
            rows.append(dict(spacing=spacing, steps=steps, n=n, sum=sum(timesteps), timesteps=timesteps[:20]))
    return rows


def min_snr(gamma=5.0):
    torch.float32 = DOUBLE
    torch.set_default_dtype(DOUBLE)
    torch.Tensor.float = torch.Tensor.double  # compute_snr calls it
    scheduler = DDPMScheduler(num_train_timesteps=1000)
    index = torch.tensor(LEVELS[1000])
    snr = compute_snr(scheduler, index)
    clipped = torch.minimum(snr, torch.full_like(snr, gamma))  # as in diffusers' training examples
    return dict(gamma=gamma, timesteps=[i + 1 for i in LEVELS[1000]], epsilon=(clipped / snr).tolist(),
                x0=clipped.tolist(), v=(clipped / (snr + 1)).tolist())


print(json.dumps(dict(schedules=schedules(), spacings=spacings(), min_snr=min_snr()), indent=None, separators=(",", ":")))
