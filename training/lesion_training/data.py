"""The cache of the training side: squares, truth of the concepts, how often each picture is drawn."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
import torch

from .concepts import Concept
from .places import WORK
from .targets import targets

DRAWN = {"milk10k": 4.0, "isic2017": 7.0, "ham10000": 1.5, "phantom": 10.0}
"""Relative frequency: MILK10k alone has MONET scores and close-ups, ISIC 2017 alone has rated structures."""


@dataclass
class TrainingSide:
    """Squares of photographs and phantoms, truth [n, concepts], probability of being drawn [n]."""

    parts: list[np.ndarray]
    truth: np.ndarray
    sampling: np.ndarray

    def squares(self, rows: np.ndarray) -> torch.Tensor:
        """uint8 [len(rows), 144, 144, 3]."""
        first = len(self.parts[0])
        picked = [self.parts[0][row] if row < first else self.parts[1][row - first] for row in rows]
        return torch.from_numpy(np.stack(picked))


def read_facts(name: str) -> pd.DataFrame:
    return pd.read_csv(WORK / f"{name}.facts.csv.gz", low_memory=False)


def read_training_side(concepts: list[Concept], most: int | None = None) -> TrainingSide:
    """Photographs and phantoms of the cache; `most` keeps that many of each, spread evenly (for a trial of the pipeline)."""
    parts, tables, kept, before = [], [], [], 0
    for name in ("train", "train-phantoms"):
        squares = np.load(WORK / f"{name}.squares.npy", mmap_mode="r")
        tables.append(read_facts(name))
        keep = np.arange(len(squares)) if most is None else np.unique(np.linspace(0, len(squares) - 1, most).astype(int))
        parts.append(np.ascontiguousarray(squares[keep]))
        kept.append(keep + before)
        before += len(squares)
    facts, rows = pd.concat(tables, ignore_index=True), np.concatenate(kept)
    sampling = facts.dataset.map(DRAWN).to_numpy()[rows]
    return TrainingSide(parts, targets(facts, concepts)[rows], sampling / sampling.sum())
