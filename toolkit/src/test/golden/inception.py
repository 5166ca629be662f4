#!/usr/bin/env python3
"""Golden features of pytorch-fid's Inception-v3 with weights made from a formula.

    pip install torch==2.7.1 torchvision==0.22.1 pytorch-fid==0.3.0
    python toolkit/src/test/golden/inception.py

The real weights are those of their makers and 95 MB; with weights from a formula, which the test can make too, the
network's structure is tested all the same. Every 16th of the 2,048 features of two images is kept. "changes" says by
how much (largest difference) the features move when one of pytorch-fid's peculiarities is taken away: the test's
tolerance lies far below.
"""
import json
from pathlib import Path

import torch
import torch.nn.functional as F
from distances import uniform
from pytorch_fid import inception

SHAPE = (2, 3, 45, 37)


def weights(state):
    """Parameter number i (in the order of the file) is made of the numbers uniform(1000 + i, size)."""
    made = {}
    names = [k for k in state if not k.endswith("num_batches_tracked")]
    for i, name in enumerate(names):
        u = torch.from_numpy(uniform(1000 + i, state[name].numel())).reshape(state[name].shape)
        if name.endswith("conv.weight"):  # uniform with variance 2 / fan-in: keeps the size of activations
            value = (2 * u - 1) * (6.0 / state[name][0].numel()) ** 0.5
        elif name.endswith(("bn.weight", "running_var")):
            value = 0.5 + u
        else:
            value = 0.2 * (u - 0.5)
        made[name] = value.float()
    return made


def features(network, images):
    """What pytorch-fid does with files of 8-bit pixels."""
    pixels = ((images + 1) * 127.5).round() / 255
    with torch.no_grad():
        return network(pixels)[0].flatten(1)


def main():
    inception.load_state_dict_from_url = lambda *_, **__: {}
    plain = inception.torchvision.models.Inception3.load_state_dict
    inception.torchvision.models.Inception3.load_state_dict = lambda self, state: plain(
        self, weights(self.state_dict()), strict=False)
    network = inception.InceptionV3().eval()
    images = torch.from_numpy(2 * uniform(999, torch.Size(SHAPE).numel()) - 1).float().reshape(SHAPE)
    value = features(network, images)
    grey = features(network, images[:, :1].expand(-1, 3, -1, -1))

    changes = {}
    average, maximum, resize = F.avg_pool2d, F.max_pool2d, F.interpolate
    F.avg_pool2d = lambda x, kernel_size, stride, padding, count_include_pad: average(x, kernel_size, stride, padding)
    changes["padding in the mean"] = (features(network, images) - value).abs().max().item()
    F.avg_pool2d = average
    F.max_pool2d = lambda x, kernel_size, stride, padding=0, *rest, **more: (
        average(x, kernel_size, stride, padding, count_include_pad=False) if padding
        else maximum(x, kernel_size, stride, padding, *rest, **more))
    changes["mean in the last block"] = (features(network, images) - value).abs().max().item()
    F.max_pool2d = maximum
    F.interpolate = lambda x, size, mode, align_corners: resize(x, size=size, mode=mode, align_corners=True)
    changes["corners aligned"] = (features(network, images) - value).abs().max().item()
    F.interpolate = resize

    out = Path(__file__).resolve().parents[1] / "resources" / "golden" / "inception.json"
    names = [k for k in weights(inception.fid_inception_v3().state_dict())]
    out.write_text(json.dumps(dict(
        shape=SHAPE, order=names, features=[[round(v, 7) for v in row[::16].tolist()] for row in value],
        grey=[[round(v, 7) for v in row[::16].tolist()] for row in grey], changes=changes)) + "\n")
    print("largest feature", value.max().item(), "changes", changes)


if __name__ == "__main__":
    main()
