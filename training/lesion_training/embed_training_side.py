"""Encodes the training side once, as it is, for tune_words: `python -m lesion_training.embed_training_side --model FOLDER`."""

import argparse
from pathlib import Path

import numpy as np

from .data import read_facts
from .evaluate import Towers
from .places import WORK

EVERY = {"ham10000": 3}
"""Of HAM10000, which has neither scores nor structures, every third picture is enough."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--model", type=Path, required=True)
    arguments = parser.parse_args()
    towers = Towers(arguments.model)
    first = read_facts("train")
    rows = [row for row, dataset in enumerate(first.dataset) if row % EVERY.get(dataset, 1) == 0]
    squares = np.load(WORK / "train.squares.npy", mmap_mode="r")
    phantoms = np.load(WORK / "train-phantoms.squares.npy", mmap_mode="r")
    images = [towers.images(squares[rows[start : start + 256]]) for start in range(0, len(rows), 256)]
    np.save(WORK / "train-embeddings.npy", np.concatenate([*images, towers.images(phantoms)]))
    np.save(WORK / "train-embeddings-rows.npy", np.concatenate([rows, len(first) + np.arange(len(phantoms))]))


if __name__ == "__main__":
    main()
