"""Phrases and captions for a batch, seeded: which words a step hears, and what is true of whom."""

from dataclasses import dataclass

import numpy as np

from .concepts import DEFAULT_TEMPLATES, TEMPLATES, Concept, check_unseen, reference_prompt
from .word_neighbours import vary

DEFAULT_SHARE = 0.65
ABSENT_SHARE = 0.4
MOST_FACTS = 5
TRUE_FROM, FALSE_BELOW = 0.8, 0.3


@dataclass
class Phrases:
    """Prompts with the index of their reference, concept and whether they deny it."""

    texts: list[str]
    reference: np.ndarray
    concept: np.ndarray
    denies: np.ndarray
    references: list[str]


def draw_phrases(rng: np.random.Generator, concepts: list[Concept], neighbours: dict[str, list[str]]) -> Phrases:
    """A phrase for each concept, and for a part of them one of absence, each in a template, some with a word replaced (word_neighbours.py)."""
    rows = [(index, False) for index in range(len(concepts))]
    rows += [(i, True) for i, c in enumerate(concepts) if c.absent and rng.random() < ABSENT_SHARE]
    references: dict[str, int] = {}
    texts, reference = [], []
    for index, denies in rows:
        phrases = concepts[index].absent if denies else concepts[index].phrases
        pool = DEFAULT_TEMPLATES if rng.random() < DEFAULT_SHARE else TEMPLATES
        template = pool[rng.integers(len(pool))]
        texts.append(template.format(vary(rng, phrases[rng.integers(len(phrases))], neighbours)))
        reference.append(references.setdefault(reference_prompt(template), len(references)))
    check_unseen(texts)
    return Phrases(
        texts, np.array(reference), np.array([i for i, _ in rows]), np.array([d for _, d in rows]), list(references)
    )


def draw_captions(rng: np.random.Generator, concepts: list[Concept], truth: np.ndarray) -> tuple[list[str], np.ndarray]:
    """
    A caption for each picture of a batch, and what each says of each picture: 1 true, 0 false, NaN not known [n, n].

    `truth` [n, concepts] in 0..1 or NaN.
    """
    captions, facts = [], []
    for row in truth:
        caption, said = _caption(rng, concepts, row)
        captions.append(caption)
        facts.append(said)
    check_unseen(captions)
    agreement = np.full((len(truth), len(truth)), np.nan, np.float32)
    for column, said in enumerate(facts):
        agreement[:, column] = _agreement(truth, said)
    return captions, agreement


def _caption(rng, concepts, row) -> tuple[str, list[tuple[int, bool]]]:
    true = np.flatnonzero(row >= TRUE_FROM)
    false = [i for i in np.flatnonzero(row <= 1 - TRUE_FROM) if concepts[i].absent]
    wanted = int(rng.integers(2, MOST_FACTS + 1))
    said = [(int(i), True) for i in rng.permutation(true)[:wanted]]
    if false and (rng.random() < ABSENT_SHARE or not said):
        said.append((int(rng.choice(false)), False))
    words = []
    for index, present in said:
        phrases = concepts[index].phrases if present else concepts[index].absent
        words.append(phrases[rng.integers(len(phrases))])
    text = ", ".join(words) if words else "skin"
    return TEMPLATES[rng.integers(len(TEMPLATES))].format(text), said


def _agreement(truth: np.ndarray, said) -> np.ndarray:
    if not said:
        return np.full(len(truth), np.nan, np.float32)
    columns = [truth[:, i] if present else 1 - truth[:, i] for i, present in said]
    values = np.stack(columns, axis=1)
    result = np.full(len(truth), np.nan, np.float32)
    result[(values >= TRUE_FROM).all(axis=1)] = 1
    result[(values < FALSE_BELOW).any(axis=1)] = 0
    return result
