"""The concepts that captions speak of: phrases for their presence and absence. Unseen phrases never get in."""

import functools
import json
from dataclasses import dataclass

from .places import MEASURES, TRAINING_DIR

TEMPLATES = (
    "This is dermoscopy of {}", "This is dermatoscopy of {}", "This is skin image of {}", "This is dermatology image of {}",
    "{}", "a photograph of {}", "an image of {}", "skin with {}", "a lesion with {}", "image showing {}",
    "This is a skin image of {}.", "{} of the skin", "a picture of {}",
)  # fmt: skip
"""The first four are the product's defaults (packages/analysis/src/presence/default-templates.ts)."""
DEFAULT_TEMPLATES = TEMPLATES[:4]
ABSENCE = ("no {}", "without {}", "absence of {}", "{} absent", "not {}")


@dataclass(frozen=True)
class Concept:
    """A concept with phrases for presence and absence, and where its truth comes from."""

    id: str
    source: str
    values: tuple[str, ...]
    phrases: tuple[str, ...]
    absent: tuple[str, ...]


def reference_prompt(template: str) -> str:
    """What a template says when it says nothing: packages/analysis/src/presence/prompts.ts."""
    return (template.replace(" of {}", "") if " of {}" in template else template.replace("{}", "").strip()).strip() or "skin"


def read_measures() -> dict:
    return json.loads(MEASURES.read_text())


def read_concepts() -> list[Concept]:
    """
    concepts.json with the texts and synonyms of measures.json.

    Raises SystemExit where a phrase holds one of the unseen phrases.
    """
    queries = {query["id"]: query for query in read_measures()["queries"]}
    concepts = []
    for row in json.loads((TRAINING_DIR / "concepts.json").read_text()):
        query = queries.get(row["id"])
        measured = [query["text"], *query["synonyms"]] if query else []
        phrases = tuple(dict.fromkeys(measured + row["phrases"]))
        absent = tuple(row.get("absent", []))
        if row["kind"] == "finding":
            absent += tuple(form.format(phrase) for form in ABSENCE[:4] for phrase in phrases)
        concepts.append(Concept(row["id"], row["source"], tuple(row.get("values", [])), phrases, absent))
    check_unseen(phrase for concept in concepts for phrase in concept.phrases + concept.absent)
    return concepts


@functools.cache
def _unseen() -> tuple[str, ...]:
    return tuple(query["unseen"].lower() for query in read_measures()["queries"])


def holds_unseen(text: str) -> bool:
    """Whether a text contains an unseen phrase of measures.json."""
    lower = text.lower()
    return any(unseen in lower for unseen in _unseen())


def check_unseen(texts) -> None:
    """Raises SystemExit where a text contains an unseen phrase of measures.json."""
    for text in texts:
        if holds_unseen(text):
            raise SystemExit(f"{text!r} holds an unseen phrase")
