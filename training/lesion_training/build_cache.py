"""Decodes every picture once: squares of 144 px in one file, one table with facts and measures."""

import json
import sys
from concurrent.futures import ProcessPoolExecutor

import numpy as np
import pandas as pd

from .crop import as_jpeg, centre_square, read_square
from .measures_of_lesion import measure
from .outline import outline
from .places import IMAGE_SIDE, SHARED, WORK

PHANTOM_SHAPE = (288, 384, 3)


MOST_IRREGULAR = 4.5
"""Outlines more ragged than this followed hair or network, not the lesion."""


def _measured(square: np.ndarray) -> dict[str, float]:
    lesion = outline(square)
    measures = measure(lesion) if lesion else {}
    return measures if measures.get("border_irregularity", 0) <= MOST_IRREGULAR else {}


def _photograph(path: str) -> tuple[np.ndarray, dict[str, float]]:
    square = read_square(path)
    return square, _measured(square)


def _phantom(task) -> tuple[np.ndarray, dict[str, float]]:
    file, index, quality = task
    pixels = np.memmap(file, np.uint8, "r").reshape(-1, *PHANTOM_SHAPE)[index]
    square = centre_square(as_jpeg(pixels, quality))
    return square, _measured(square)


def _run(function, tasks, squares) -> list[dict[str, float]]:
    measured = []
    with ProcessPoolExecutor(2) as pool:
        for index, (square, values) in enumerate(pool.map(function, tasks, chunksize=64)):
            squares[index] = square
            measured.append(values)
    return measured


def _flatten(truth: dict) -> dict[str, float]:
    return {f"truth_{part}.{name}": value for part, values in truth.items() for name, value in values.items()}


def _write(name: str, facts: pd.DataFrame, function, tasks) -> None:
    shape = (len(tasks), IMAGE_SIDE, IMAGE_SIDE, 3)
    squares = np.lib.format.open_memmap(WORK / f"{name}.squares.npy", "w+", np.uint8, shape)
    measures = pd.DataFrame(_run(function, tasks, squares)).add_prefix("measured_")
    pd.concat([facts.reset_index(drop=True), measures], axis=1).to_csv(WORK / f"{name}.facts.csv.gz", index=False)
    squares.flush()


def build_photographs(name: str, table: pd.DataFrame) -> None:
    """Writes NAME.squares.npy [n, 144, 144, 3] uint8 and NAME.facts.csv.gz to the work folder."""
    _write(name, table.drop(columns="path"), _photograph, list(table.path))


def build_phantoms(name: str, source: str) -> None:
    """The same of what export-phantoms.ts wrote."""
    lines = [json.loads(line) for line in open(WORK / "phantoms" / f"{source}.jsonl")]
    facts = [
        {
            "dataset": "phantom",
            "image_type": "dermoscopic" if line["kind"] == "dermoscopic" else "clinical: close-up",
            "diagnosis": line.get("archetype"),
            "isic_id": f"phantom-{line['seed']}",
        }
        | _flatten(line["truth"])
        for line in lines
    ]
    file = WORK / "phantoms" / f"{source}.rgb"
    tasks = [(file, index, line["jpeg"]) for index, line in enumerate(lines)]
    _write(name, pd.DataFrame(facts), _phantom, tasks)


def training_photographs() -> pd.DataFrame:
    """Rows of shared/training without what the leak check dropped; the column path is the file."""
    table = pd.read_csv(SHARED / "training" / "index.csv.gz", low_memory=False)
    drop = set(json.loads((WORK / "leak-check.json").read_text())["drop"])
    table = table[~table.file.isin(drop)].reset_index(drop=True)
    return table.assign(path=[str(SHARED / "training" / file) for file in table.file])


def test_photographs() -> pd.DataFrame:
    """Every image of the test side's three dermatoscopic archives with its labels."""
    labels = pd.read_csv(SHARED / "training" / "test-labels.csv")
    tables = []
    for archive in ("isic-milk10k-sample", "isic2017-sample", "ham10000-sample"):
        folder = SHARED / "archives" / archive
        table = pd.read_csv(next(folder.glob("*metadata.csv")), low_memory=False)
        table = table.rename(columns={"image_id": "isic_id", "dx": "diagnosis"}).assign(dataset=archive)
        if archive == "isic-milk10k-sample":
            table = table.drop(columns=["image_type", "lesion_id"]).merge(labels, on="isic_id", validate="1:1")
        files = {p.stem: str(p) for p in (folder / "images").iterdir()}
        tables.append(table.assign(path=[files[i] for i in table.isic_id]))
    return pd.concat(tables, ignore_index=True)


def main() -> None:
    wanted = sys.argv[1:] or ["test", "train", "phantoms"]
    if "test" in wanted:
        build_photographs("test", test_photographs())
    if "train" in wanted:
        build_photographs("train", training_photographs())
    if "phantoms" in wanted:
        build_phantoms("test-phantoms-a", "held-out")
        build_phantoms("test-phantoms-b", "held-out-b")
        build_phantoms("train-phantoms", "train")


if __name__ == "__main__":
    main()
