#!/usr/bin/env python3
"""Golden numbers for the native operators: values and gradients from PyTorch itself, in float64.

    python toolkit/src/test/golden/operators.py     # PyTorch 2.7.1

Inputs are sin(k·0.37 + shift) over the flattened index k, so that the test can make them without a file.
The gradient is that of sum(cos(j) · y_j) over the flattened output index j, with respect to every input.
"""
import json
from pathlib import Path

import torch
import torch.nn.functional as F


def wave(shift, *shape):
    n = 1
    for s in shape:
        n *= s
    k = torch.arange(n, dtype=torch.float64)
    return torch.sin(0.37 * k + shift).reshape(shape).requires_grad_(True)


CASES = {
    "silu": ([(2, 3)], lambda x: F.silu(x)),
    "group_norm": ([(2, 4, 3), (4,), (4,)], lambda x, w, b: F.group_norm(x, 2, w, b, 1e-5)),
    "layer_norm": ([(3, 5), (5,), (5,)], lambda x, w, b: F.layer_norm(x, [5], w, b, 1e-5)),
    "linear": ([(2, 3), (4, 3), (4,)], F.linear),
    "residual_mlp": ([(2, 3), (3,), (3,), (6, 3), (6,), (3, 6), (3,)],
                     lambda h, nw, nb, w1, b1, w2, b2:
                     h + F.linear(F.silu(F.linear(F.layer_norm(h, [3], nw, nb, 1e-5), w1, b1)), w2, b2)),
    "conv2d": ([(1, 2, 5, 5), (3, 2, 3, 3), (3,)], lambda x, w, b: F.conv2d(x, w, b, 2, 1)),
    "attention": ([(1, 2, 3, 4), (1, 2, 3, 4), (1, 2, 3, 4)], F.scaled_dot_product_attention),
    "upsample_nearest": ([(1, 2, 2, 3)], lambda x: F.interpolate(x, scale_factor=2.0, mode="nearest")),
    "scale": ([(2, 3)], lambda x: 1.7 * x),
    "shift": ([(2, 3)], lambda x: x + 1.7),
    "combine": ([(2, 3), (2, 3)], lambda x, y: 1.7 * x - 0.3 * y),
    "scale_rows": ([(2, 3, 2), (2,)], lambda x, a: x * a[:, None, None]),
    "combine_rows": ([(2, 3), (2,), (2, 3), (2,)], lambda x, a, y, b: x * a[:, None] + y * b[:, None]),
    "low_rank": ([(4, 3, 2, 2), (2, 3, 2, 2), (4, 2, 1, 1)],
                 lambda w, a, b: w + 1.7 * torch.einsum("or,rikl->oikl", b[:, :, 0, 0], a)),
    "clamp": ([(2, 3)], lambda x: x.clamp(-0.5, 0.6)),
    "squared_error": ([(2, 3, 2), (2, 3, 2)], lambda x, y: (x - y).square().sum((1, 2))),
    "mse": ([(2, 3), (2, 3)], F.mse_loss),
    "weighted_mse": ([(2, 3), (2, 3), (2,)], lambda x, y, w: ((x - y).square().mean(1) * w).mean()),
}


def main():
    golden = {}
    for name, (shapes, f) in CASES.items():
        inputs = [wave(0.5 * i, *s) for i, s in enumerate(shapes)]
        y = f(*inputs)
        (y.flatten() * torch.cos(torch.arange(y.numel(), dtype=torch.float64))).sum().backward()
        golden[name] = {"shapes": shapes, "value": y.flatten().tolist(),
                        "gradients": [x.grad.flatten().tolist() for x in inputs]}
    t = torch.tensor([0.0, 1.0, 57.5, 999.0], dtype=torch.float64)
    k = torch.arange(4, dtype=torch.float64)
    angle = t[:, None] * torch.exp(-torch.log(torch.tensor(10000.0, dtype=torch.float64)) * k / 4)
    golden["timestep_embedding"] = {"shapes": [[4]], "value": torch.cat([angle.cos(), angle.sin()], 1).flatten().tolist(),
                                    "gradients": []}
    out = Path(__file__).resolve().parents[1] / "resources" / "golden" / "operators.json"
    round_all = json.loads(json.dumps(golden), parse_float=lambda s: round(float(s), 9))
    out.write_text(json.dumps(round_all) + "\n")


if __name__ == "__main__":
    main()
