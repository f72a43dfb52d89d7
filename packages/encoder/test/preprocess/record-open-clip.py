"""Writes open-clip-tensors.json: what open_clip's own transform makes of an image that both languages can draw.

Run with open_clip_torch 3.3.0 and Pillow 12.3.0: python record-open-clip.py > open-clip-tensors.json
"""

import hashlib
import itertools
import json

import numpy as np
from open_clip.transform import PreprocessCfg, image_transform_v2
from PIL import Image


def drawn(width, height):
    y, x, c = np.mgrid[0:height, 0:width, 0:3]
    return Image.fromarray((((x * 31 + y * 17 + c * 101) ^ (x * y)) & 255).astype(np.uint8))


sizes = [(600, 450), (450, 600), (224, 224), (301, 224), (224, 225), (640, 64), (20, 33), (1, 1), (3, 500), (1023, 767)]
cases = []
for (width, height), mode, interpolation in itertools.product(
    sizes, ["shortest", "longest", "squash"], ["bicubic", "bilinear"]
):
    config = PreprocessCfg(
        size=224 if width != 450 else 97,
        resize_mode=mode,
        interpolation=interpolation,
        fill_color=127 if width == 640 else 0,
        mean=(0.5, 0.4, 0.3) if width == 20 else PreprocessCfg.mean,
    )
    tensor = image_transform_v2(config, is_train=False)(drawn(width, height))
    cases.append(
        {
            "width": width,
            "height": height,
            "settings": {
                "size": config.size,
                "mode": mode,
                "interpolation": interpolation,
                "fill_color": config.fill_color,
                "mean": list(config.mean),
            },
            "sha256": hashlib.sha256(tensor.numpy().astype("<f4").tobytes()).hexdigest(),
        }
    )
print(json.dumps({"source": "open_clip 3.3.0 on Pillow 12.3.0; float32, [3, size, size]", "cases": cases}, indent=1))
