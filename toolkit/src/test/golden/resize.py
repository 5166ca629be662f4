"""Golden pixels of resized pictures, from Pillow 13.

    python toolkit/src/test/golden/resize.py > toolkit/src/test/resources/golden/resize.json

The picture is 23 × 17 (width × height), colour, made of random bytes; it is cropped to the shape of the target
around its centre, then resized with BILINEAR. Grey is Pillow's mode L.
"""

import base64
import io
import json
import random

from PIL import Image

WIDTH, HEIGHT = 23, 17
SIZES = [(8, 8), (17, 17), (5, 23), (40, 30), (6, 12), (1, 1), (34, 46)]


def fitted(picture, height, width):
    if picture.width * height > picture.height * width:
        box = (picture.height, int(picture.height * width / height + 0.5))
    else:
        box = (int(picture.width * height / width + 0.5), picture.width)
    top, left = (picture.height - box[0]) // 2, (picture.width - box[1]) // 2
    part = picture.crop((left, top, left + box[1], top + box[0]))
    return part.resize((width, height), Image.BILINEAR)


def planes(picture):
    return [list(band.tobytes()) for band in picture.split()]


def png(picture):
    out = io.BytesIO()
    picture.save(out, "png")
    return base64.b64encode(out.getvalue()).decode()


def main():
    picture = Image.frombytes("RGB", (WIDTH, HEIGHT), random.Random(4).randbytes(WIDTH * HEIGHT * 3))
    grey = picture.convert("L")
    pictures = {
        "rgb": picture,
        "rgba": picture.convert("RGBA"),
        "grey": grey,
        "grey_alpha": grey.convert("LA"),
        "palette": picture.quantize(16),
        "bits": grey.convert("1"),
    }
    cases = [
        {"height": h, "width": w, "rgb": planes(fitted(picture, h, w)), "grey": planes(fitted(grey, h, w))}
        for h, w in SIZES
    ]
    kinds = [
        {"kind": kind, "png": png(p), "rgb": planes(p.convert("RGB")), "grey": planes(p.convert("RGB").convert("L"))}
        for kind, p in pictures.items()
    ]
    print(json.dumps({"cases": cases, "kinds": kinds}))


if __name__ == "__main__":
    main()
