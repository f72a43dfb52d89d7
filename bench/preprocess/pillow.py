"""python pillow.py FOLDER PASSES: what open_clip's transform does, on one thread."""

import json
import sys
import time
from pathlib import Path

import numpy as np
from PIL import Image

SIZE = 224
MEAN = np.float32([0.48145466, 0.4578275, 0.40821073])
STD = np.float32([0.26862954, 0.26130258, 0.27577711])


def tensor_of(path):
    image = Image.open(path).convert("RGB")
    width, height = image.size
    if width <= height:
        size = (SIZE, int(SIZE * height / width))
    else:
        size = (int(SIZE * width / height), SIZE)
    image = image.resize(size, Image.Resampling.BICUBIC)
    left, top = round((size[0] - SIZE) / 2), round((size[1] - SIZE) / 2)
    levels = np.asarray(image.crop((left, top, left + SIZE, top + SIZE)), np.float32) / np.float32(255)
    return np.ascontiguousarray(((levels - MEAN) / STD).transpose(2, 0, 1))


files = sorted(Path(sys.argv[1]).iterdir())
for file in files:
    tensor_of(file)
start = time.perf_counter()
for _ in range(int(sys.argv[2])):
    for file in files:
        tensor_of(file)
seconds = time.perf_counter() - start
print(json.dumps({"images_per_second": len(files) * int(sys.argv[2]) / seconds}))
