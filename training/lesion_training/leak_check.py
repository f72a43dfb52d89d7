"""Proof that nothing of the test side is trained on: ids, SHA-256 of the files and perceptual hashes."""

import hashlib
import json
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import numpy as np
import pandas as pd
from PIL import Image
from scipy.fft import dctn

from .crop import read_square
from .places import SHARED, WORK

NEAR_BITS = 3
"""Two hashes this near are looked at again by their pixels."""
SAME_PICTURE = 0.985
"""Correlation of the grey centre squares (any quarter turn or mirror) from which two pictures count as one."""


def perceptual_hash(path: Path) -> int:
    """64 bits: signs of the lowest 8x8 DCT coefficients of the 32x32 grey image against their median."""
    with Image.open(path) as image:
        grey = np.asarray(image.convert("L").resize((32, 32), Image.Resampling.LANCZOS), np.float32)
    low = dctn(grey, norm="ortho")[:8, :8].ravel()
    bits = low > np.median(low[1:])
    return int.from_bytes(np.packbits(bits).tobytes(), "big")


def facts(path: Path) -> tuple[str, int]:
    return hashlib.sha256(path.read_bytes()).hexdigest(), perceptual_hash(path)


def same_picture(one: Path, other: Path) -> float:
    """Highest correlation of the two grey centre squares over the eight turns and mirrors."""
    a = read_square(one).mean(axis=2)
    b = read_square(other).mean(axis=2)
    turns = [np.rot90(side, k) for side in (b, b[:, ::-1]) for k in range(4)]
    return max(float(np.corrcoef(a.ravel(), turn.ravel())[0, 1]) for turn in turns)


def find_leaks(train: pd.DataFrame) -> dict:
    """
    Compares every training file with every image of `shared/archives`.

    `train` needs the columns file, isic_id, lesion_id. Returns counts, and `drop`: training files that show a test picture.
    """
    test_files = sorted(p for p in (SHARED / "archives").glob("*/images/*") if p.suffix.lower() in (".jpg", ".jpeg", ".png"))
    train_files = [SHARED / "training" / f for f in train.file]
    with ProcessPoolExecutor(2) as pool:
        test_facts = list(pool.map(facts, test_files, chunksize=64))
        train_facts = list(pool.map(facts, train_files, chunksize=64))
    test_ids = {p.stem for p in test_files}
    test_lesions = set()
    for table in (SHARED / "archives").glob("*/*metadata.csv"):
        columns = pd.read_csv(table, low_memory=False)
        if "lesion_id" in columns and table.parent.name != "pad-ufes-20-sample":
            test_lesions |= set(columns.lesion_id.dropna())
    test_digests = {digest for digest, _ in test_facts}
    test_hashes = np.array([h for _, h in test_facts], np.uint64)
    same_digest, near, drop = 0, 0, []
    for path, file, (digest, value) in zip(train_files, train.file, train_facts, strict=True):
        if digest in test_digests:
            same_digest += 1
            drop.append(file)
            continue
        distance = np.bitwise_count(test_hashes ^ np.uint64(value))
        for index in np.flatnonzero(distance <= NEAR_BITS):
            near += 1
            if same_picture(path, test_files[index]) >= SAME_PICTURE:
                drop.append(file)
                break
    return {
        "train_images": len(train_files),
        "test_images": len(test_files),
        "same_id": int(train.isic_id.isin(test_ids).sum()),
        "same_lesion": int(train.lesion_id.isin(test_lesions).sum()),
        "same_sha256": same_digest,
        "near_perceptual_hash": near,
        "same_picture_by_pixels": len(drop) - same_digest,
        "drop": drop,
    }


def main() -> None:
    train = pd.read_csv(SHARED / "training" / "index.csv.gz", low_memory=False)
    found = find_leaks(train)
    (WORK / "leak-check.json").write_text(json.dumps(found, indent=1) + "\n")
    print({name: value for name, value in found.items() if name != "drop"})
    if found["same_id"] or found["same_lesion"] or found["same_sha256"]:
        raise SystemExit("the training side holds images or lesions of the test side: see leak-check.json")


if __name__ == "__main__":
    main()
