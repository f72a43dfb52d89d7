"""CLIP's token ids, as the product's tokenizer gives them, padded only as far as a batch needs."""

import functools

import torch
from open_clip.tokenizer import SimpleTokenizer

from .towers import CONTEXT, END_OF_TEXT

START_OF_TEXT = 49_406


@functools.cache
def _tokenizer() -> SimpleTokenizer:
    return SimpleTokenizer()


@functools.lru_cache(maxsize=100_000)
def token_ids(text: str) -> tuple[int, ...]:
    """Ids of a text between start and end token, at most 77."""
    return (START_OF_TEXT, *_tokenizer().encode(text)[: CONTEXT - 2], END_OF_TEXT)


def tokenize(texts: list[str], length: int | None = None) -> torch.Tensor:
    """int64 [n, length], zeros behind the end token; `length` default: the longest."""
    rows = [token_ids(text) for text in texts]
    ids = torch.zeros(len(rows), length or max(map(len, rows)), dtype=torch.int64)
    for index, row in enumerate(rows):
        ids[index, : len(row)] = torch.tensor(row)
    return ids
