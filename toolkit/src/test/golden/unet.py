#!/usr/bin/env python3
"""Golden numbers of the U-Net: tiny UNet2DModel networks as diffusers saves them, with inputs and outputs.

    python toolkit/src/test/golden/unet.py

Made with PyTorch 2.7.1 and diffusers 0.42.1. Each folder below resources/golden/unet holds config.json,
diffusion_pytorch_model.safetensors and golden.json. Gradients are those of L = mean(y_k cos k), k counting the
elements of y; of each weight's gradient g the file holds the sum of g_j cos j and the norm.
"""
import json
from pathlib import Path

import torch
from diffusers import UNet2DModel

OUT = Path(__file__).resolve().parents[1] / "resources" / "golden" / "unet"
PLAIN, ATTENTION = ("DownBlock2D", "UpBlock2D"), ("AttnDownBlock2D", "AttnUpBlock2D")

CASES = {
    # attention at the bottom, whose 7 × 7 pixels are an odd size
    "attention": (dict(sample_size=14, in_channels=1, out_channels=1, block_out_channels=(4, 8), layers_per_block=1,
                       attention_head_dim=4, norm_num_groups=4), (PLAIN, ATTENTION), (1, 14, 14), None),
    # three levels of two blocks, scale and shift, the other paddings and embeddings, not square
    "deep": (dict(sample_size=(8, 12), in_channels=3, out_channels=3, block_out_channels=(4, 4, 8),
                  layers_per_block=2, attention_head_dim=4, norm_num_groups=4, resnet_time_scale_shift="scale_shift",
                  downsample_padding=0, flip_sin_to_cos=False, freq_shift=1, norm_eps=1e-6),
             (PLAIN, PLAIN, PLAIN), (3, 8, 12), None),
    # classes, no attention anywhere, one level of an odd size
    "classes": (dict(sample_size=(9, 7), in_channels=1, out_channels=1, block_out_channels=(8,), layers_per_block=1,
                     norm_num_groups=4, add_attention=False, num_class_embeds=5, center_input_sample=True),
                (PLAIN,), (1, 9, 7), 3),
    # attention on every level, one head
    "everywhere": (dict(sample_size=8, in_channels=2, out_channels=2, block_out_channels=(4, 8), layers_per_block=1,
                        attention_head_dim=None, norm_num_groups=2), (ATTENTION, ATTENTION), (2, 8, 8), None),
}


def cosines(count):
    return torch.arange(count, dtype=torch.float64).cos()


def gradients(net, x, t, labels):
    net.zero_grad()
    y = net(x, t, class_labels=labels).sample.flatten()
    (y * cosines(y.numel()).to(y.dtype)).mean().backward()
    found = {}
    for name, parameter in net.named_parameters():
        g = parameter.grad.flatten().double()
        found[name] = [float(f"{v:.7g}") for v in ((g * cosines(g.numel())).sum().item(), g.norm().item())]
    return found


def main():
    for name, (config, kinds, shape, label) in CASES.items():
        torch.manual_seed(len(name))
        net = UNet2DModel(**config, down_block_types=tuple(k[0] for k in kinds),
                          up_block_types=tuple(k[1] for k in reversed(kinds))).eval()
        # norms and biases away from 1 and 0, so that none can be forgotten
        with torch.no_grad():
            for parameter in net.parameters():
                parameter.add_(0.05 * torch.randn_like(parameter))
        x = torch.randn(2, *shape)
        t = torch.tensor([0, 617])
        labels = None if label is None else torch.full((2,), label)
        with torch.no_grad():
            y = net(x, t, class_labels=labels).sample
        folder = OUT / name
        net.save_pretrained(folder)
        golden = dict(timesteps=t.tolist(), label=label, shape=list(shape),
                      x=[round(v, 6) for v in x.flatten().tolist()], y=y.flatten().tolist())
        with torch.no_grad():  # of the rounded input that the file holds
            x = torch.tensor(golden["x"]).reshape(x.shape)
            golden["y"] = [round(v, 7) for v in net(x, t, class_labels=labels).sample.flatten().tolist()]
        golden["gradients"] = gradients(net, x, t, labels)
        (folder / "golden.json").write_text(json.dumps(golden), "utf-8")
        size = sum(f.stat().st_size for f in folder.iterdir())
        print(f"{name}: {sum(p.numel() for p in net.parameters())} weights, {size} bytes")


if __name__ == "__main__":
    main()
