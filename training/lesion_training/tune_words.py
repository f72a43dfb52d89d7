"""
Goes on with the text tower alone: `python -m lesion_training.tune_words`. Pictures stand still (embed_training_side.py): known
phrases are asked for the truth of many pictures at once, and phrases with words replaced by neighbours, two phrases at once and
words that no caption holds go where their concepts' directions are and where word_meaning.py says.
"""

import argparse
import json
from dataclasses import dataclass

import numpy as np
import pandas as pd
import torch
from torch.nn import functional as F

from .captions import draw_phrases
from .concepts import DEFAULT_TEMPLATES, TEMPLATES, Concept, holds_unseen, read_concepts, reference_prompt
from .data import DRAWN, read_facts
from .losses import class_weights, concept_loss
from .model import DemoModel, read_model
from .places import WORK
from .targets import targets
from .train import IMPORTANCE, rate_at
from .word_meaning import meanings
from .word_neighbours import vary

PHRASES = 96
PICTURES = 768
TRUTH_SHARE = 2.0
EXTRA_SHARE = 0.25
"""Share of phrases with a word put in that no caption holds."""
STRANGE_SHARE = 0.35
"""Share of phrases that are made of such words alone."""
PAIR_SHARE = 0.15
DEFAULT_SHARE = 0.65
ABSENT_SHARE = 0.2
ANCHOR_SHARE = 4.0


@dataclass
class Said:
    """Texts, the template that each is in, and the direction that each should have [n, 256]."""

    texts: list[str]
    references: list[str]
    wanted: torch.Tensor


@dataclass
class Language:
    """Concepts with their directions, replacements of words, words that no caption holds with what they say."""

    concepts: list[Concept]
    prototypes: torch.Tensor
    neighbours: dict[str, list[str]]
    strange: list[str]
    meanings: torch.Tensor


def read_language(prototypes: torch.Tensor) -> Language:
    concepts = read_concepts()
    neighbours = json.loads((WORK / "word-neighbours.json").read_text())
    strange, said = meanings(concepts, prototypes.numpy())
    return Language(concepts, prototypes, neighbours, strange, torch.from_numpy(said))


def draw(rng: np.random.Generator, language: Language) -> Said:
    """A batch of phrases in templates."""
    texts, references, wanted = [], [], []
    while len(texts) < PHRASES:
        phrase, direction = _strange(rng, language) if rng.random() < STRANGE_SHARE else _known(rng, language)
        pool = DEFAULT_TEMPLATES if rng.random() < DEFAULT_SHARE else TEMPLATES
        template = pool[rng.integers(len(pool))]
        if not holds_unseen(phrase):
            texts.append(template.format(phrase))
            references.append(reference_prompt(template))
            wanted.append(F.normalize(direction, dim=0))
    return Said(texts, references, torch.stack(wanted))


def _known(rng, language: Language) -> tuple[str, torch.Tensor]:
    phrase, direction = _phrase(rng, language)
    if rng.random() < PAIR_SHARE:
        other, second = _phrase(rng, language)
        phrase, direction = f"{phrase}{(', ', ' and ', ' with ')[rng.integers(3)]}{other}", direction + second
    if rng.random() < EXTRA_SHARE:
        row = int(rng.integers(len(language.strange)))
        words = phrase.split(" ")
        words.insert(int(rng.integers(len(words) + 1)), language.strange[row])
        phrase, direction = " ".join(words), direction + 0.5 * language.meanings[row]
    return phrase, direction


def _phrase(rng, language: Language) -> tuple[str, torch.Tensor]:
    index = int(rng.integers(len(language.concepts)))
    concept = language.concepts[index]
    denies = bool(concept.absent) and rng.random() < ABSENT_SHARE
    phrases = concept.absent if denies else concept.phrases
    text = vary(rng, phrases[rng.integers(len(phrases))], language.neighbours)
    return text, -language.prototypes[index] if denies else language.prototypes[index]


def _strange(rng, language: Language) -> tuple[str, torch.Tensor]:
    rows = rng.integers(len(language.strange), size=int(rng.integers(1, 4)))
    return " ".join(language.strange[row] for row in rows), language.meanings[rows].sum(dim=0)


@dataclass
class Pictures:
    """Embeddings of the training side with truth of the concepts and probability of being drawn."""

    embeddings: torch.Tensor
    truth: np.ndarray
    sampling: np.ndarray


def read_pictures(concepts: list[Concept]) -> Pictures:
    facts = pd.concat([read_facts("train"), read_facts("train-phantoms")], ignore_index=True)
    rows = np.load(WORK / "train-embeddings-rows.npy")
    sampling = facts.dataset.map(DRAWN).to_numpy()[rows]
    embeddings = torch.from_numpy(np.load(WORK / "train-embeddings.npy"))
    return Pictures(embeddings, targets(facts, concepts)[rows], sampling / sampling.sum())


def tune(model: DemoModel, steps: int, peak: float, seed: int) -> None:
    """Aligns e - r of phrases with their concepts' directions; the reference prompts stay where they are."""
    language = read_language(F.normalize(model.prototypes.detach(), dim=-1))
    pictures = read_pictures(language.concepts)
    weights = class_weights(pictures.truth, pictures.sampling)
    importance = torch.tensor([IMPORTANCE.get(concept.source, 2.2) for concept in language.concepts])
    scale = model.margin_scale.detach().exp()
    prompts = sorted({reference_prompt(template) for template in TEMPLATES})
    with torch.no_grad():
        anchors = model.texts(prompts)
    optimizer = torch.optim.AdamW(model.text.parameters(), lr=peak, weight_decay=0.02, betas=(0.9, 0.98))
    model.text.train()
    for step in range(steps):
        rng = np.random.default_rng((seed, step))
        torch.manual_seed(seed * 1_000_003 + step)
        for group in optimizer.param_groups:
            group["lr"] = peak * rate_at(step / steps, 0.05)
        said, phrases = draw(rng, language), draw_phrases(rng, language.concepts, language.neighbours)
        spoken, told, references = model.texts(said.texts + phrases.texts + prompts).split(
            [len(said.texts), len(phrases.texts), len(prompts)]
        )
        row = torch.tensor([prompts.index(reference) for reference in said.references])
        alignment = (1 - F.cosine_similarity(spoken - references[row], said.wanted, dim=-1)).mean()
        row = torch.tensor([prompts.index(phrases.references[reference]) for reference in phrases.reference])
        drawn = rng.choice(len(pictures.sampling), PICTURES, replace=False, p=pictures.sampling)
        truth = torch.from_numpy(pictures.truth[drawn])
        asked = concept_loss(pictures.embeddings[drawn], told - references[row], phrases, truth, weights, importance, scale)
        anchor = (1 - (references * anchors).sum(dim=-1)).mean()
        optimizer.zero_grad(set_to_none=True)
        (TRUTH_SHARE * asked + alignment + ANCHOR_SHARE * anchor).backward()
        torch.nn.utils.clip_grad_norm_(model.text.parameters(), 1.0)
        optimizer.step()
        if (step + 1) % 50 == 0:
            print({"step": step + 1, "concept": round(asked.item(), 4), "alignment": round(alignment.item(), 4), "anchor": round(anchor.item(), 5)}, flush=True)
    model.text.eval()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--run", default="run")
    parser.add_argument("--out", default="tuned")
    parser.add_argument("--text-of", help="run whose text tower to start from")
    parser.add_argument("--steps", type=int, default=800)
    parser.add_argument("--rate", type=float, default=6e-4)
    parser.add_argument("--threads", type=int, default=1)
    arguments = parser.parse_args()
    torch.set_num_threads(arguments.threads)
    model = read_model(WORK / "word-table.npy", WORK / arguments.run / "checkpoint.pt")
    if arguments.text_of:
        start = read_model(WORK / "word-table.npy", WORK / arguments.text_of / "checkpoint.pt")
        model.text.load_state_dict(start.text.state_dict())
    tune(model, arguments.steps, arguments.rate, seed=23)
    (WORK / arguments.out).mkdir(exist_ok=True)
    torch.save({"model": model.state_dict()}, WORK / arguments.out / "checkpoint.pt")


if __name__ == "__main__":
    main()
