"""
Goes on with the text tower alone: `python -m lesion_training.tune_words`. Pictures stand still, phrases go where their
concept's direction is, among them phrases with words replaced by neighbours, two at once, and phrases of words that no caption
holds, which go where word_meaning.py says.
"""

import argparse
import json
from dataclasses import dataclass

import numpy as np
import torch
from torch.nn import functional as F

from .concepts import DEFAULT_TEMPLATES, TEMPLATES, Concept, holds_unseen, read_concepts, reference_prompt
from .model import DemoModel, read_model
from .places import WORK
from .train import rate_at
from .word_meaning import meanings
from .word_neighbours import vary

PHRASES = 192
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


def tune(model: DemoModel, steps: int, peak: float, seed: int) -> None:
    """Aligns e - r of phrases with their concepts' directions; the reference prompts stay where they are."""
    language = read_language(F.normalize(model.prototypes.detach(), dim=-1))
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
        said = draw(rng, language)
        embedded = model.texts(said.texts + prompts)
        spoken, references = embedded[: len(said.texts)], embedded[len(said.texts) :]
        row = torch.tensor([prompts.index(reference) for reference in said.references])
        alignment = (1 - F.cosine_similarity(spoken - references[row], said.wanted, dim=-1)).mean()
        anchor = (1 - (references * anchors).sum(dim=-1)).mean()
        optimizer.zero_grad(set_to_none=True)
        (alignment + ANCHOR_SHARE * anchor).backward()
        torch.nn.utils.clip_grad_norm_(model.text.parameters(), 1.0)
        optimizer.step()
        if (step + 1) % 50 == 0:
            print({"step": step + 1, "alignment": round(alignment.item(), 4), "anchor": round(anchor.item(), 5)}, flush=True)
    model.text.eval()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--run", default="run")
    parser.add_argument("--out", default="tuned")
    parser.add_argument("--text-of", help="run whose text tower to start from")
    parser.add_argument("--steps", type=int, default=800)
    parser.add_argument("--rate", type=float, default=8e-4)
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
