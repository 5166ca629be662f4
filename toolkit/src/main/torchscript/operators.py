#!/usr/bin/env python3
"""Source of operators.pt, the TorchScript archive behind the package `tensor`.

Every method is a thin name for operators that PyTorch has already. Numbers arrive as 0-d tensors, since the engine's
differentiable call takes tensors only; the optimizer's method is called without autograd and takes plain numbers.

Regenerate after a change, with PyTorch 2.7.1 (a test compares the source kept inside the archive with this file):

    python toolkit/src/main/torchscript/operators.py
"""
import math
import zipfile
from pathlib import Path
from typing import List

import torch
import torch.nn.functional as F


class Operators(torch.nn.Module):
    def forward(self, x: torch.Tensor):
        return x

    # -- layers ---------------------------------------------------------------------------------------------------

    @torch.jit.export
    def silu(self, x: torch.Tensor):
        return F.silu(x)

    @torch.jit.export
    def group_norm(self, x: torch.Tensor, groups: torch.Tensor, w: torch.Tensor, b: torch.Tensor, eps: torch.Tensor):
        return F.group_norm(x, int(groups), w, b, float(eps))

    @torch.jit.export
    def layer_norm(self, x: torch.Tensor, w: torch.Tensor, b: torch.Tensor, eps: torch.Tensor):
        return F.layer_norm(x, [x.size(-1)], w, b, float(eps))

    @torch.jit.export
    def linear(self, x: torch.Tensor, w: torch.Tensor, b: torch.Tensor):
        return F.linear(x, w, b)

    @torch.jit.export
    def residual_mlp(self, h: torch.Tensor, nw: torch.Tensor, nb: torch.Tensor, w1: torch.Tensor, b1: torch.Tensor,
                     w2: torch.Tensor, b2: torch.Tensor, eps: torch.Tensor):
        u = F.silu(F.linear(F.layer_norm(h, [h.size(-1)], nw, nb, float(eps)), w1, b1))
        return h + F.linear(u, w2, b2)

    @torch.jit.export
    def conv2d(self, x: torch.Tensor, w: torch.Tensor, b: torch.Tensor, stride: torch.Tensor, padding: torch.Tensor):
        s, p = int(stride), int(padding)
        return F.conv2d(x, w, b, [s, s], [p, p])

    @torch.jit.export
    def conv2d_bfloat16(self, x: torch.Tensor, w: torch.Tensor, b: torch.Tensor, stride: torch.Tensor,
                        padding: torch.Tensor):
        s, p = int(stride), int(padding)
        y = F.conv2d(x.to(torch.bfloat16), w.to(torch.bfloat16), None, [s, s], [p, p])
        return y.to(torch.float32) + b.view(1, -1, 1, 1)

    @torch.jit.export
    def attention(self, q: torch.Tensor, k: torch.Tensor, v: torch.Tensor):
        return F.scaled_dot_product_attention(q, k, v)

    @torch.jit.export
    def upsample_nearest(self, x: torch.Tensor):
        return F.interpolate(x, scale_factor=2.0, mode="nearest")

    @torch.jit.export
    def timestep_embedding(self, t: torch.Tensor, dim: torch.Tensor, max_period: torch.Tensor, shift: torch.Tensor,
                           cosines_first: torch.Tensor):
        half = int(dim) // 2
        k = torch.arange(half, dtype=torch.float32, device=t.device)
        step = -torch.log(max_period.to(torch.float32)) * k / (half - float(shift))
        angle = t.to(torch.float32)[:, None] * torch.exp(step)[None]
        parts = [angle.cos(), angle.sin()] if bool(cosines_first) else [angle.sin(), angle.cos()]
        return torch.cat(parts, 1)

    # -- parts of a U-Net: the weights stay float32, the arithmetic is that of the activations ------------------------

    @torch.jit.export
    def pixel_unshuffle(self, x: torch.Tensor, factor: torch.Tensor):
        return F.pixel_unshuffle(x, int(factor))

    @torch.jit.export
    def pixel_shuffle(self, x: torch.Tensor, factor: torch.Tensor):
        return F.pixel_shuffle(x, int(factor))

    @torch.jit.export
    def mlp_silu(self, x: torch.Tensor, w1: torch.Tensor, b1: torch.Tensor, w2: torch.Tensor, b2: torch.Tensor):
        return F.linear(F.silu(F.linear(x, w1, b1)), w2, b2)

    @torch.jit.export
    def embedding(self, labels: torch.Tensor, w: torch.Tensor):
        return F.embedding(labels.to(torch.int64), w)

    def conv(self, x: torch.Tensor, w: torch.Tensor, b: torch.Tensor, stride: int, padding: int):
        return F.conv2d(x, w.to(x.dtype), b.to(x.dtype), [stride, stride], [padding, padding])

    @torch.jit.export
    def unet_in(self, x: torch.Tensor, w: torch.Tensor, b: torch.Tensor, bfloat16: torch.Tensor):
        return self.conv(x.to(torch.bfloat16 if bool(bfloat16) else torch.float32), w, b, 1, 1)

    @torch.jit.export
    def unet_out(self, x: torch.Tensor, groups: torch.Tensor, eps: torch.Tensor, nw: torch.Tensor, nb: torch.Tensor,
                 w: torch.Tensor, b: torch.Tensor):
        h = F.silu(F.group_norm(x, int(groups), nw.to(x.dtype), nb.to(x.dtype), float(eps)))
        return self.conv(h, w, b, 1, 1).to(torch.float32)

    def resnet_body(self, x: torch.Tensor, emb: torch.Tensor, groups: torch.Tensor, eps: torch.Tensor,
                    n1w: torch.Tensor, n1b: torch.Tensor, c1w: torch.Tensor, c1b: torch.Tensor, tw: torch.Tensor,
                    tb: torch.Tensor, n2w: torch.Tensor, n2b: torch.Tensor, c2w: torch.Tensor, c2b: torch.Tensor):
        g, e = int(groups), float(eps)
        h = self.conv(F.silu(F.group_norm(x, g, n1w.to(x.dtype), n1b.to(x.dtype), e)), c1w, c1b, 1, 1)
        t = F.linear(F.silu(emb), tw, tb).to(x.dtype)[:, :, None, None]
        if tw.size(0) == c1w.size(0):
            h = F.group_norm(h + t, g, n2w.to(x.dtype), n2b.to(x.dtype), e)
        else:
            scale, shift = torch.chunk(t, 2, 1)
            h = F.group_norm(h, g, n2w.to(x.dtype), n2b.to(x.dtype), e) * (1 + scale) + shift
        return self.conv(F.silu(h), c2w, c2b, 1, 1)

    @torch.jit.export
    def resnet(self, x: torch.Tensor, emb: torch.Tensor, groups: torch.Tensor, eps: torch.Tensor, n1w: torch.Tensor,
               n1b: torch.Tensor, c1w: torch.Tensor, c1b: torch.Tensor, tw: torch.Tensor, tb: torch.Tensor,
               n2w: torch.Tensor, n2b: torch.Tensor, c2w: torch.Tensor, c2b: torch.Tensor):
        return x + self.resnet_body(x, emb, groups, eps, n1w, n1b, c1w, c1b, tw, tb, n2w, n2b, c2w, c2b)

    @torch.jit.export
    def resnet_shortcut(self, x: torch.Tensor, emb: torch.Tensor, groups: torch.Tensor, eps: torch.Tensor,
                        n1w: torch.Tensor, n1b: torch.Tensor, c1w: torch.Tensor, c1b: torch.Tensor, tw: torch.Tensor,
                        tb: torch.Tensor, n2w: torch.Tensor, n2b: torch.Tensor, c2w: torch.Tensor, c2b: torch.Tensor,
                        sw: torch.Tensor, sb: torch.Tensor):
        h = self.resnet_body(x, emb, groups, eps, n1w, n1b, c1w, c1b, tw, tb, n2w, n2b, c2w, c2b)
        return self.conv(x, sw, sb, 1, 0) + h

    @torch.jit.export
    def resnet_skip(self, x: torch.Tensor, skip: torch.Tensor, emb: torch.Tensor, groups: torch.Tensor,
                    eps: torch.Tensor, n1w: torch.Tensor, n1b: torch.Tensor, c1w: torch.Tensor, c1b: torch.Tensor,
                    tw: torch.Tensor, tb: torch.Tensor, n2w: torch.Tensor, n2b: torch.Tensor, c2w: torch.Tensor,
                    c2b: torch.Tensor, sw: torch.Tensor, sb: torch.Tensor):
        return self.resnet_shortcut(torch.cat([x, skip], 1), emb, groups, eps, n1w, n1b, c1w, c1b, tw, tb, n2w, n2b,
                                    c2w, c2b, sw, sb)

    def attend(self, x: torch.Tensor, normed: torch.Tensor, heads: int, qw: torch.Tensor, qb: torch.Tensor,
               kw: torch.Tensor, kb: torch.Tensor, vw: torch.Tensor, vb: torch.Tensor, ow: torch.Tensor,
               ob: torch.Tensor):
        d = x.dtype
        h = normed.flatten(2).transpose(1, 2)
        q = F.linear(h, qw.to(d), qb.to(d)).unflatten(2, [heads, -1]).transpose(1, 2)
        k = F.linear(h, kw.to(d), kb.to(d)).unflatten(2, [heads, -1]).transpose(1, 2)
        v = F.linear(h, vw.to(d), vb.to(d)).unflatten(2, [heads, -1]).transpose(1, 2)
        if d == torch.bfloat16 and x.is_cpu:
            # The fused kernel's backward is ten times slower than its parts for bfloat16 on a CPU.
            a = torch.softmax((q * q.size(-1) ** -0.5) @ k.transpose(-1, -2), -1) @ v
        else:
            a = F.scaled_dot_product_attention(q, k, v)
        return x + F.linear(a.transpose(1, 2).flatten(2), ow.to(d), ob.to(d)).transpose(1, 2).reshape(x.shape)

    @torch.jit.export
    def attention_block(self, x: torch.Tensor, heads: torch.Tensor, groups: torch.Tensor, eps: torch.Tensor,
                        nw: torch.Tensor, nb: torch.Tensor, qw: torch.Tensor, qb: torch.Tensor, kw: torch.Tensor,
                        kb: torch.Tensor, vw: torch.Tensor, vb: torch.Tensor, ow: torch.Tensor, ob: torch.Tensor):
        h = F.group_norm(x, int(groups), nw.to(x.dtype), nb.to(x.dtype), float(eps))
        return self.attend(x, h, int(heads), qw, qb, kw, kb, vw, vb, ow, ob)

    @torch.jit.export
    def attention_without_norm(self, x: torch.Tensor, heads: torch.Tensor, groups: torch.Tensor, eps: torch.Tensor,
                               qw: torch.Tensor, qb: torch.Tensor, kw: torch.Tensor, kb: torch.Tensor,
                               vw: torch.Tensor, vb: torch.Tensor, ow: torch.Tensor, ob: torch.Tensor):
        return self.attend(x, x, int(heads), qw, qb, kw, kb, vw, vb, ow, ob)

    @torch.jit.export
    def downsample(self, x: torch.Tensor, w: torch.Tensor, b: torch.Tensor, padding: torch.Tensor):
        p = int(padding)
        if p == 0:
            x = F.pad(x, [0, 1, 0, 1])
        return self.conv(x, w, b, 2, p)

    @torch.jit.export
    def upsample(self, x: torch.Tensor, like: torch.Tensor, w: torch.Tensor, b: torch.Tensor):
        size = [like.size(2), like.size(3)]
        if size[0] == 2 * x.size(2) and size[1] == 2 * x.size(3):
            x = F.interpolate(x, scale_factor=2.0, mode="nearest")
        else:
            x = F.interpolate(x, size=size, mode="nearest")
        return self.conv(x, w, b, 1, 1)

    # -- arithmetic with numbers and with one number a sample --------------------------------------------------------

    @torch.jit.export
    def scale(self, x: torch.Tensor, a: torch.Tensor):
        return x * a.to(x.dtype)

    @torch.jit.export
    def shift(self, x: torch.Tensor, a: torch.Tensor):
        return x + a.to(x.dtype)

    @torch.jit.export
    def combine(self, x: torch.Tensor, a: torch.Tensor, y: torch.Tensor, b: torch.Tensor):
        return x * a.to(x.dtype) + y * b.to(x.dtype)

    @torch.jit.export
    def low_rank(self, x: torch.Tensor, w: torch.Tensor, a: torch.Tensor, b: torch.Tensor, factor: torch.Tensor):
        """W + factor·B·A; x says only who owns the result."""
        return torch.addmm(w.flatten(1), b.flatten(1), a.flatten(1), alpha=float(factor)).view_as(w)

    @torch.jit.export
    def scale_rows(self, x: torch.Tensor, a: torch.Tensor):
        return x * a.view([-1] + [1] * (x.dim() - 1))

    @torch.jit.export
    def combine_rows(self, x: torch.Tensor, a: torch.Tensor, y: torch.Tensor, b: torch.Tensor):
        shape = [-1] + [1] * (x.dim() - 1)
        return x * a.view(shape) + y * b.view(shape)

    @torch.jit.export
    def clamp(self, x: torch.Tensor, low: torch.Tensor, high: torch.Tensor):
        return torch.clamp(x, float(low), float(high))

    @torch.jit.export
    def squared_error(self, x: torch.Tensor, y: torch.Tensor):
        return (x - y).square().flatten(1).sum(1)

    @torch.jit.export
    def weighted_mse(self, x: torch.Tensor, y: torch.Tensor, weight: torch.Tensor):
        return ((x - y).square().flatten(1).mean(1) * weight).mean()

    @torch.jit.export
    def mse(self, x: torch.Tensor, y: torch.Tensor):
        return F.mse_loss(x, y)

    # -- one call an optimizer step, without autograd ------------------------------------------------------------------

    @torch.jit.export
    def update(self, p: List[torch.Tensor], g: List[torch.Tensor], m: List[torch.Tensor], v: List[torch.Tensor],
               step: List[torch.Tensor], ema: List[torch.Tensor], lr: float, beta1: float, beta2: float, eps: float,
               weight_decay: float, clip: float, ema_weight: float):
        """Clips the gradient's norm, takes a fused AdamW step, moves the average, zeroes the gradients.

        Returns the norm before clipping. Where it is not finite nothing is changed but the gradients."""
        nowhere: List[torch.Tensor] = []
        return self.adamw(p, g, m, v, step, ema, nowhere, lr, beta1, beta2, eps, weight_decay, clip, ema_weight)

    @torch.jit.export
    def update_towards(self, p: List[torch.Tensor], g: List[torch.Tensor], m: List[torch.Tensor],
                       v: List[torch.Tensor], step: List[torch.Tensor], ema: List[torch.Tensor],
                       start: List[torch.Tensor], lr: float, beta1: float, beta2: float, eps: float,
                       weight_decay: float, clip: float, ema_weight: float):
        """The same with p - lr * weight_decay * (p - start) where AdamW has p - lr * weight_decay * p."""
        return self.adamw(p, g, m, v, step, ema, start, lr, beta1, beta2, eps, weight_decay, clip, ema_weight)

    def adamw(self, p: List[torch.Tensor], g: List[torch.Tensor], m: List[torch.Tensor], v: List[torch.Tensor],
              step: List[torch.Tensor], ema: List[torch.Tensor], start: List[torch.Tensor], lr: float, beta1: float,
              beta2: float, eps: float, weight_decay: float, clip: float, ema_weight: float):
        norm = torch.linalg.vector_norm(torch.stack(torch._foreach_norm(g, 2.0)))
        value = float(norm)
        if math.isfinite(value):
            if clip > 0.0 and value > clip:
                torch._foreach_mul_(g, clip / (value + 1e-6))
            decay = weight_decay
            if len(start) > 0:
                torch._foreach_lerp_(p, start, lr * weight_decay)
                decay = 0.0
            torch._foreach_add_(step, 1)
            unused: List[torch.Tensor] = []
            torch._fused_adamw_(p, g, m, v, unused, step, lr=lr, beta1=beta1, beta2=beta2, weight_decay=decay,
                                eps=eps, amsgrad=False, maximize=False)
            torch._foreach_lerp_(ema, p, ema_weight)
        torch._foreach_zero_(g)
        return norm

    @torch.jit.export
    def copy(self, target: List[torch.Tensor], source: List[torch.Tensor]):
        torch._foreach_copy_(target, source)
        return target[0]

    @torch.jit.export
    def zero(self, x: List[torch.Tensor]):
        torch._foreach_zero_(x)
        return x[0]


def drop_debug_records(archive: Path):
    """The debug records hold the maker's file paths and are not needed to load."""
    with zipfile.ZipFile(archive) as z:
        kept = [(i, z.read(i)) for i in z.infolist() if not i.filename.endswith(".debug_pkl")]
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_STORED) as z:
        for info, data in kept:
            z.writestr(zipfile.ZipInfo(info.filename), data)


def main():
    here = Path(__file__).resolve()
    target = here.parents[1] / "resources" / "io" / "github" / "constraineddiffusion" / "tensor" / "operators.pt"
    torch.jit.save(torch.jit.script(Operators()), str(target), _extra_files={"source.py": here.read_text("utf-8")})
    drop_debug_records(target)
    print(f"{target.name}: {target.stat().st_size} bytes, PyTorch {torch.__version__}")


if __name__ == "__main__":
    main()
