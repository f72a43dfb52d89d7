"""The shipped weights against float32: overlap of the ten nearest of each picture of the test side, and cosines of texts."""

import argparse
from pathlib import Path

import numpy as np

from .concepts import read_measures
from .evaluate import Towers
from .places import MODEL_DIR, WORK

NEAREST = 10
FLOOR = 0.95


def nearest(images: np.ndarray) -> np.ndarray:
    """Rows of the ten nearest others of each row."""
    products = images @ images.T
    np.fill_diagonal(products, -2)
    return np.argsort(-products, axis=1)[:, :NEAREST]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--full", type=Path, default=WORK / "full-model", help="export_onnx --full --out FOLDER")
    parser.add_argument("--shipped", type=Path, default=MODEL_DIR)
    arguments = parser.parse_args()
    full, shipped = Towers(arguments.full), Towers(arguments.shipped)
    before, after = nearest(full.cached_images("test")), nearest(shipped.cached_images("test"))
    overlap = np.mean([len(np.intersect1d(a, b)) / NEAREST for a, b in zip(before, after, strict=True)])
    texts = [text for query in read_measures()["queries"] for text in (query["text"], query["unseen"])]
    cosine = (full.texts(texts) * shipped.texts(texts)).sum(axis=1).min()
    print(f"recall@10 overlap {overlap:.4f}, least cosine of a text {cosine:.5f}")
    if overlap < FLOOR:
        raise SystemExit(f"the shipped weights lose too much: overlap below {FLOOR}")


if __name__ == "__main__":
    main()
