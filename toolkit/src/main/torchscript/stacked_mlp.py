#!/usr/bin/env python3
"""Residual MLPs of several runs as one TorchScript program: ResidualMlp's forward pass, its backward pass in closed
form, and AdamW. The backward pass is written out because autograd would zero and add where a product can be stored.

The weights of run r are row r of one array, in the order of ResidualMlp's parameters. Symbols: R runs, N rows a run,
D numbers a sample, C width, H inner width, K embedding. sizes = [D, C, H, K, blocks].

Two archives with the same methods: stacked_mlp.pt multiplies by PyTorch's batched products, stacked_mlp_onednn.pt by
oneDNN's, run by run, which use AVX-512 on processors where those do not. The second loads where libtorch has oneDNN.

Regenerate after a change, with PyTorch 2.7.1 (a test compares the source kept inside the archives with this file):

    python toolkit/src/main/torchscript/stacked_mlp.py
"""
import math
from pathlib import Path
from typing import List, Tuple

import torch
import torch.nn.functional as F

from operators import drop_debug_records


class StackedMlp(torch.nn.Module):
    def forward(self, x: torch.Tensor):
        return x

    # -- products of every run: x Wᵀ + b, y W, and g = yᵀ x ---------------------------------------------------------

    def affine(self, x: torch.Tensor, w: torch.Tensor, b: torch.Tensor):
        return torch.baddbmm(b.unsqueeze(1), x, w.transpose(1, 2))

    def back(self, y: torch.Tensor, w: torch.Tensor):
        return torch.bmm(y, w)

    def outer(self, y: torch.Tensor, x: torch.Tensor, g: torch.Tensor):
        g.copy_(torch.bmm(y.transpose(1, 2), x))

    # -- the network ------------------------------------------------------------------------------------------------

    def split(self, p: torch.Tensor, sizes: List[int]):
        """The arrays of a stack: weights (R, rows, columns), biases (R, rows)."""
        d, c, h, k = sizes[0], sizes[1], sizes[2], sizes[3]
        shapes: List[Tuple[int, int]] = [(c, d), (c, 0), (c, k), (c, 0)]
        for _ in range(sizes[4]):
            shapes += [(c, 0), (c, 0), (h, c), (h, 0), (c, h), (c, 0)]
        shapes += [(d, c), (d, 0)]
        arrays: List[torch.Tensor] = []
        at = 0
        for rows, columns in shapes:
            n = rows * max(columns, 1)
            a = p.narrow(1, at, n)
            arrays.append(a.unflatten(1, [rows, columns]) if columns > 0 else a)
            at += n
        return arrays

    def embed(self, table: torch.Tensor, t: torch.Tensor):
        return table.index_select(0, t.flatten().to(torch.int64)).unflatten(0, [t.size(0), t.size(1)])

    @torch.jit.export
    def output(self, p: torch.Tensor, run: int, x: torch.Tensor, t: torch.Tensor, table: torch.Tensor,
               sizes: List[int]):
        """The output of one run: x (N, D), timesteps t (N), their embeddings in a table; returns (N, D)."""
        w, e, x = self.split(p.narrow(0, run, 1), sizes), self.embed(table, t.unsqueeze(0)), x.unsqueeze(0)
        h = self.affine(x, w[0], w[1]).add_(self.affine(e, w[2], w[3]))
        for i in range(sizes[4]):
            j = 4 + 6 * i
            n = torch.addcmul(w[j + 1].unsqueeze(1), F.layer_norm(h, [sizes[1]], None, None, 1e-5), w[j].unsqueeze(1))
            h = self.affine(F.silu(self.affine(n, w[j + 2], w[j + 3])), w[j + 4], w[j + 5]).add_(h)
        return self.affine(h, w[len(w) - 2], w[len(w) - 1]).squeeze(0)

    @torch.jit.export
    def gradient(self, p: torch.Tensor, g: torch.Tensor, x: torch.Tensor, t: torch.Tensor, target: torch.Tensor,
                 weight: torch.Tensor, table: torch.Tensor, sizes: List[int]):
        """Stores in g the gradient of each run's mean squared error on x (R·N, D), t (R·N) and target, samples
        weighted by weight (R·N) unless it is empty; returns these errors, (R)."""
        w, gw = self.split(p, sizes), self.split(g, sizes)
        x, target = x.unflatten(0, [p.size(0), -1]), target.unflatten(0, [p.size(0), -1])
        e = self.embed(table, t.unflatten(0, [p.size(0), -1]))
        last = 4 + 6 * sizes[4]
        h = self.affine(x, w[0], w[1]).add_(self.affine(e, w[2], w[3]))
        kept: List[Tuple[torch.Tensor, torch.Tensor, torch.Tensor, torch.Tensor, torch.Tensor, torch.Tensor]] = []
        for i in range(sizes[4]):
            j = 4 + 6 * i
            z, mean, rstd = torch.native_layer_norm(h, [sizes[1]], None, None, 1e-5)
            n = torch.addcmul(w[j + 1].unsqueeze(1), z, w[j].unsqueeze(1))
            u = self.affine(n, w[j + 2], w[j + 3])
            s = F.silu(u)
            kept.append((h, mean, rstd, n, u, s))
            h = self.affine(s, w[j + 4], w[j + 5]).add_(h)
        dy = self.affine(h, w[last], w[last + 1]).sub_(target)
        error = dy.square().mean(2)
        factor = 2.0 / (dy.size(1) * dy.size(2))
        if weight.numel() > 0:
            factors = weight.view_as(error)
            error = error * factors
            dy.mul_(factors.unsqueeze(2))
        dy.mul_(factor)
        self.outer(dy, h, gw[last])
        gw[last + 1].copy_(dy.sum(1))
        dh = self.back(dy, w[last])
        for r in range(sizes[4]):
            i = sizes[4] - 1 - r
            j = 4 + 6 * i
            h, mean, rstd, n, u, s = kept[i]
            self.outer(dh, s, gw[j + 4])
            gw[j + 5].copy_(dh.sum(1))
            du = torch.ops.aten.silu_backward(self.back(dh, w[j + 4]), u)
            self.outer(du, n, gw[j + 2])
            gw[j + 3].copy_(du.sum(1))
            dn = self.back(du, w[j + 2])
            gw[j + 1].copy_(dn.sum(1))
            gw[j].copy_(((h - mean).mul_(rstd)).mul_(dn).sum(1))
            dh.add_(torch.ops.aten.native_layer_norm_backward(
                dn.mul_(w[j].unsqueeze(1)), h, [sizes[1]], mean, rstd, None, None, [True, False, False])[0])
        self.outer(dh, x, gw[0])
        self.outer(dh, e, gw[2])
        b = dh.sum(1)
        gw[1].copy_(b)
        gw[3].copy_(b)
        return error.mean(1)

    # -- the optimizer ----------------------------------------------------------------------------------------------

    @torch.jit.export
    def update(self, p: List[torch.Tensor], g: List[torch.Tensor], m: List[torch.Tensor], v: List[torch.Tensor],
               step: List[torch.Tensor], ema: List[torch.Tensor], lr: float, beta1: float, beta2: float, eps: float,
               weight_decay: float, clip: float, ema_weight: float):
        """Operators.update for one run, whose lists have one array each; gradients are not zeroed.

        The lists come from outside: a call whose lists are made here is taken for one without effect, and left out.
        Returns the norm before clipping. Where it is not finite nothing is changed."""
        norm = torch.linalg.vector_norm(g[0])
        value = float(norm)
        if math.isfinite(value):
            if clip > 0.0 and value > clip:
                torch._foreach_mul_(g, clip / (value + 1e-6))
            torch._foreach_add_(step, 1)
            unused: List[torch.Tensor] = []
            torch._fused_adamw_(p, g, m, v, unused, step, lr=lr, beta1=beta1, beta2=beta2, weight_decay=weight_decay,
                                eps=eps, amsgrad=False, maximize=False)
            torch._foreach_lerp_(ema, p, ema_weight)
        return norm


class OneDnnMlp(StackedMlp):
    def together(self, parts: List[torch.Tensor]):
        return parts[0].unsqueeze(0) if len(parts) == 1 else torch.stack(parts)

    def affine(self, x: torch.Tensor, w: torch.Tensor, b: torch.Tensor):
        parts: List[torch.Tensor] = []
        for i in range(x.size(0)):
            parts.append(torch.ops.mkldnn._linear_pointwise(x[i], w[i], b[i], "none", [], ""))
        return self.together(parts)

    def back(self, y: torch.Tensor, w: torch.Tensor):
        parts: List[torch.Tensor] = []
        for i in range(y.size(0)):
            parts.append(torch.ops.mkldnn._linear_pointwise(y[i], w[i].t(), None, "none", [], ""))
        return self.together(parts)

    def outer(self, y: torch.Tensor, x: torch.Tensor, g: torch.Tensor):
        for i in range(y.size(0)):
            g[i].copy_(torch.ops.mkldnn._linear_pointwise(y[i].t(), x[i].t(), None, "none", [], ""))


def save(module: torch.nn.Module, name: str):
    here = Path(__file__).resolve()
    target = here.parents[1] / "resources" / "io" / "github" / "constraineddiffusion" / "tensor" / name
    torch.jit.save(torch.jit.script(module), str(target), _extra_files={"source.py": here.read_text("utf-8")})
    drop_debug_records(target)
    print(f"{name}: {target.stat().st_size} bytes, PyTorch {torch.__version__}")


if __name__ == "__main__":
    save(StackedMlp(), "stacked_mlp.pt")
    save(OneDnnMlp(), "stacked_mlp_onednn.pt")
