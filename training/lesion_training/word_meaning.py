"""
What a word that no caption holds should say: the mean of what the caption words say that are near it in GloVe.

A caption word says the mean direction of the concepts whose phrases hold it, so "lesion", in all of them, says little.
"""

import json
import re

import numpy as np

from .concepts import Concept
from .places import WORK
from .word_neighbours import KEPT
from .word_table import reduce

TEMPERATURE = 0.06
NEAR, FAR = 0.62, 0.32
"""Cosines in GloVe from which a word is taken at its neighbours' word, and below which it says nothing."""
FREQUENT = slice(150, 40_000)
LEAST_SAID = 0.12


def spoken_words(concepts: list[Concept], prototypes: np.ndarray) -> dict[str, np.ndarray]:
    """Mean direction of each caption word over the concepts that use it, each by the share of its phrases."""
    uses: dict[str, np.ndarray] = {}
    for index, concept in enumerate(concepts):
        for phrase in concept.phrases:
            for word in set(re.findall(r"[a-z]+", phrase.lower())) - KEPT:
                uses.setdefault(word, np.zeros(len(concepts)))[index] += 1 / len(concept.phrases)
    return {word: (share / share.sum()) @ prototypes for word, share in uses.items()}


def meanings(concepts: list[Concept], prototypes: np.ndarray) -> tuple[list[str], np.ndarray]:
    """
    Frequent English words that say something of a concept, and what: [words, 256], longer where it is surer.

    Reads glove.npy [words, 100] and glove-words.json of the work folder.
    """
    words = json.loads((WORK / "glove-words.json").read_text())
    vectors = reduce(np.load(WORK / "glove.npy"))
    rows = {word: row for row, word in enumerate(words)}
    spoken = {word: said for word, said in spoken_words(concepts, prototypes).items() if word in rows}
    known = vectors[[rows[word] for word in spoken]]
    said = np.stack(list(spoken.values()))
    asked = [row for row in range(len(words))[FREQUENT] if words[row].isalpha() and words[row] not in spoken]
    cosines = vectors[asked] @ known.T
    weights = np.exp((cosines - cosines.max(axis=1, keepdims=True)) / TEMPERATURE)
    sure = ((cosines.max(axis=1) - FAR) / (NEAR - FAR)).clip(0, 1)
    found = sure[:, None] * (weights / weights.sum(axis=1, keepdims=True)) @ said
    kept = np.linalg.norm(found, axis=1) >= LEAST_SAID
    return [words[row] for row, keep in zip(asked, kept, strict=True) if keep], found[kept].astype(np.float32)
