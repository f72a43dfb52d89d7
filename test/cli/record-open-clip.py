"""Writes open-clip-classify.json: zero-shot probabilities by open_clip for the small checkpoint of test/support.

Write the checkpoint first (writeSmallCheckpoint), then, with open_clip_torch 3.3.0:
python record-open-clip.py CHECKPOINT_FOLDER > open-clip-classify.json
"""

import json
import sys

import numpy as np
import open_clip
import torch
from PIL import Image

classes = ["dark brown", "bleeding", "irregular shape"]
sizes = [(600, 450), (97, 130), (64, 64)]
cases = [
    {"templates": ["{}"], "logit_scale": 100},
    {"templates": ["This is skin image of {}", "a photo of {}, a lesion"], "logit_scale": 100},
    {"templates": ["{}"], "logit_scale": None},
]


def drawn(width, height):
    y, x, c = np.mgrid[0:height, 0:width, 0:3]
    return Image.fromarray((((x * 31 + y * 17 + c * 101) ^ (x * y)) & 255).astype(np.uint8))


name = f"local-dir:{sys.argv[1]}"
model, _, transform = open_clip.create_model_and_transforms(name)
model.eval()
tokenizer = open_clip.get_tokenizer(name)
with torch.no_grad():
    images = model.encode_image(torch.stack([transform(drawn(*size)) for size in sizes]), normalize=True)
    for case in cases:
        weights = open_clip.build_zero_shot_classifier(
            model, tokenizer, classes, [lambda c, t=t: t.replace("{}", c) for t in case["templates"]]
        )
        scale = case["logit_scale"] or model.logit_scale.exp()
        case["probabilities"] = (scale * images @ weights).softmax(-1).tolist()
print(json.dumps({"classes": classes, "sizes": sizes, "cases": cases}))
