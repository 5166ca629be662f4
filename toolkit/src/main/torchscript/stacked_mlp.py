#!/usr/bin/env python3
"""Training steps of a residual MLP as one TorchScript program: ResidualMlp's forward pass, its backward pass in closed
form, clipping, AdamW and the moving average, for several steps a call. The backward pass is written out because
autograd would zero and add where a product can be stored, and costs a dispatch for every operation once more.

The weights of run r are row r of one array, in the order of ResidualMlp's parameters. A call takes one run through its
steps, so that its weights and moments stay in the cache: side by side, runs gain nothing here, as each has weights of
its own and a product of small matrices is one kernel for each of them in any case. Symbols: S steps, N rows a step,
D numbers a sample, C width, H inner width, K embedding. sizes = [D, C, H, K, blocks].

Two archives with the same methods: stacked_mlp.pt multiplies by PyTorch's products, stacked_mlp_onednn.pt by oneDNN's
where they are large, which use AVX-512 on processors where those do not. The second loads where libtorch has oneDNN.

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

    # -- products inside the blocks: x Wᵀ + b, y W, and the weights' gradient yᵀ x -----------------------------------

    def affine(self, x: torch.Tensor, w: torch.Tensor, b: torch.Tensor):
        return torch.addmm(b, x, w.t())

    def back(self, y: torch.Tensor, w: torch.Tensor):
        return torch.mm(y, w)

    def outer(self, y: torch.Tensor, x: torch.Tensor):
        return torch.mm(y.t(), x)

    # -- the network ------------------------------------------------------------------------------------------------

    def split(self, p: torch.Tensor, sizes: List[int]):
        """The arrays of a network: weights (rows, columns), biases (rows)."""
        d, c, h, k = sizes[0], sizes[1], sizes[2], sizes[3]
        shapes: List[Tuple[int, int]] = [(c, d), (c, 0), (c, k), (c, 0)]
        for _ in range(sizes[4]):
            shapes += [(c, 0), (c, 0), (h, c), (h, 0), (c, h), (c, 0)]
        shapes += [(d, c), (d, 0)]
        arrays: List[torch.Tensor] = []
        at = 0
        for rows, columns in shapes:
            n = rows * max(columns, 1)
            a = p.narrow(0, at, n)
            arrays.append(a.view([rows, columns]) if columns > 0 else a)
            at += n
        return arrays

    def entry(self, w: List[torch.Tensor], x: torch.Tensor, e: torch.Tensor):
        return torch.addmm(w[1], x, w[0].t()).add_(torch.addmm(w[3], e, w[2].t()))

    @torch.jit.export
    def output(self, p: torch.Tensor, run: int, x: torch.Tensor, t: torch.Tensor, table: torch.Tensor,
               sizes: List[int]):
        """The output of one run: x (N, D), timesteps t (N), their embeddings in a table; returns (N, D)."""
        w = self.split(p[run], sizes)
        h = self.entry(w, x, table.index_select(0, t.to(torch.int64)))
        for i in range(sizes[4]):
            j = 4 + 6 * i
            n = F.layer_norm(h, [sizes[1]], w[j], w[j + 1], 1e-5)
            h = self.affine(F.silu(self.affine(n, w[j + 2], w[j + 3])), w[j + 4], w[j + 5]).add_(h)
        return torch.addmm(w[len(w) - 1], h, w[len(w) - 2].t())

    def gradient(self, w: List[torch.Tensor], g: torch.Tensor, x: torch.Tensor, e: torch.Tensor, target: torch.Tensor,
                 weight: torch.Tensor, sizes: List[int]):
        """Stores in g the gradient of the mean squared error on x (N, D), embeddings e (N, K) and target, samples
        weighted by weight (N) unless it is empty; returns this error."""
        h = self.entry(w, x, e)
        kept: List[Tuple[torch.Tensor, torch.Tensor, torch.Tensor, torch.Tensor, torch.Tensor, torch.Tensor]] = []
        for i in range(sizes[4]):
            j = 4 + 6 * i
            n, mean, rstd = torch.native_layer_norm(h, [sizes[1]], w[j], w[j + 1], 1e-5)
            u = self.affine(n, w[j + 2], w[j + 3])
            s = F.silu(u)
            kept.append((h, mean, rstd, n, u, s))
            h = self.affine(s, w[j + 4], w[j + 5]).add_(h)
        dy = torch.addmm(w[len(w) - 1], h, w[len(w) - 2].t()).sub_(target)
        factor = 2.0 / dy.numel()
        if weight.numel() > 0:
            error = (dy.square().mean(1) * weight).mean()
            dy.mul_(weight.unsqueeze(1))
        else:
            error = dy.square().mean()
        dy.mul_(factor)
        # the parameters' gradients, last first
        parts: List[torch.Tensor] = [dy.sum(0), torch.mm(dy.t(), h).flatten()]
        dh = torch.mm(dy, w[len(w) - 2])
        for r in range(sizes[4]):
            i = sizes[4] - 1 - r
            j = 4 + 6 * i
            h, mean, rstd, n, u, s = kept[i]
            du = torch.ops.aten.silu_backward(self.back(dh, w[j + 4]), u)
            dz, dw, db = torch.ops.aten.native_layer_norm_backward(
                self.back(du, w[j + 2]), h, [sizes[1]], mean, rstd, w[j], w[j + 1], [True, True, True])
            parts += [dh.sum(0), self.outer(dh, s).flatten(), du.sum(0), self.outer(du, n).flatten(), db, dw]
            dh = dz.add_(dh)
        b = dh.sum(0)
        parts += [b, torch.mm(dh.t(), e).flatten(), b, torch.mm(dh.t(), x).flatten()]
        parts.reverse()
        torch.cat(parts, out=g)
        return error

    # -- training ---------------------------------------------------------------------------------------------------

    @torch.jit.export
    def steps(self, p: List[torch.Tensor], g: List[torch.Tensor], m: List[torch.Tensor], v: List[torch.Tensor],
              step: List[torch.Tensor], ema: List[torch.Tensor], x: torch.Tensor, t: torch.Tensor,
              target: torch.Tensor, weight: torch.Tensor, table: torch.Tensor, sizes: List[int], lr: List[float],
              ema_weight: List[float], beta1: float, beta2: float, eps: float, weight_decay: float, clip: float):
        """Takes as many steps of one run as there are learning rates, each on its part of the rows x (S·N, D), t (S·N)
        and target, samples weighted by weight (S·N) unless it is empty.

        Weights, gradients, moments, count of steps and average come as lists of one array, and from outside: a call
        whose lists are made here is taken for one without effect, and left out. Returns the error and the norm of the
        gradient before clipping of each step, (S, 2). The first step where one of them is not finite leaves all but
        the gradient as it was, and is the last: those after it are not taken, and theirs are not numbers."""
        count = len(lr)
        n = x.size(0) // count
        w, e = self.split(p[0], sizes), table.index_select(0, t.to(torch.int64))
        seen: List[float] = []
        for k in range(count):
            factors = weight.narrow(0, k * n, n) if weight.numel() > 0 else weight
            error = float(self.gradient(w, g[0], x.narrow(0, k * n, n), e.narrow(0, k * n, n),
                                        target.narrow(0, k * n, n), factors, sizes))
            norm = math.sqrt(float(torch.dot(g[0], g[0])))
            seen += [error, norm]
            if not (math.isfinite(error) and math.isfinite(norm)):
                break
            if clip > 0.0 and norm > clip:
                torch._foreach_mul_(g, clip / (norm + 1e-6))
            torch._foreach_add_(step, 1)
            unused: List[torch.Tensor] = []
            torch._fused_adamw_(p, g, m, v, unused, step, lr=lr[k], beta1=beta1, beta2=beta2,
                                weight_decay=weight_decay, eps=eps, amsgrad=False, maximize=False)
            torch._foreach_lerp_(ema, p, ema_weight[k])
        while len(seen) < 2 * count:
            seen.append(math.nan)
        return torch.tensor(seen).view([count, 2])


class OneDnnMlp(StackedMlp):
    def large(self, n: int, w: torch.Tensor):
        """oneDNN multiplies twice as fast where PyTorch keeps to AVX2, but takes 10 μs for each call."""
        return n * w.numel() > 800_000

    def affine(self, x: torch.Tensor, w: torch.Tensor, b: torch.Tensor):
        if self.large(x.size(0), w):
            return torch.ops.mkldnn._linear_pointwise(x, w, b, "none", [], "")
        return torch.addmm(b, x, w.t())

    def back(self, y: torch.Tensor, w: torch.Tensor):
        if self.large(y.size(0), w):
            return torch.ops.mkldnn._linear_pointwise(y, w.t(), None, "none", [], "")
        return torch.mm(y, w)

    def outer(self, y: torch.Tensor, x: torch.Tensor):
        if self.large(y.size(1), x):
            return torch.ops.mkldnn._linear_pointwise(y.t(), x.t(), None, "none", [], "")
        return torch.mm(y.t(), x)


def save(module: torch.nn.Module, name: str):
    here = Path(__file__).resolve()
    target = here.parents[1] / "resources" / "io" / "github" / "constraineddiffusion" / "tensor" / name
    torch.jit.save(torch.jit.script(module), str(target), _extra_files={"source.py": here.read_text("utf-8")})
    drop_debug_records(target)
    print(f"{name}: {target.stat().st_size} bytes, PyTorch {torch.__version__}")


if __name__ == "__main__":
    save(StackedMlp(), "stacked_mlp.pt")
    save(OneDnnMlp(), "stacked_mlp_onednn.pt")
