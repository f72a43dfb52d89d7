"""A first look at a model folder against the floors: `python -m lesion_training.evaluate`. The true figures are the product's."""

import argparse
import hashlib
import json
from pathlib import Path

import numpy as np
import onnxruntime as ort

from .augment import MEAN, STD
from .build_cache import test_photographs
from .concepts import read_measures
from .copies import recall_of_copies
from .data import read_facts
from .figures import colour_histogram, phantom_figures, probe_accuracy, query_figures
from .places import MODEL_DIR, WORK
from .tokens import tokenize


class Towers:
    """Both towers of a model folder in onnxruntime."""

    def __init__(self, folder: Path, threads: int = 1) -> None:
        options = ort.SessionOptions()
        options.intra_op_num_threads = threads
        self.image = ort.InferenceSession(folder / "image.onnx", options)
        self.text = ort.InferenceSession(folder / "text.onnx", options)
        self.digest = hashlib.sha256((folder / "image.onnx").read_bytes()).hexdigest()[:12]
        self.known: dict[str, np.ndarray] = {}

    def images(self, squares: np.ndarray, batch: int = 32) -> np.ndarray:
        """Unit vectors of uint8 squares [n, 144, 144, 3]."""
        found = []
        for start in range(0, len(squares), batch):
            pixels = squares[start : start + batch].transpose(0, 3, 1, 2).astype(np.float32) / 255
            found.append(self.image.run(None, {"pixel_values": ((pixels - MEAN) / STD).astype(np.float32)})[0])
        return np.concatenate(found)

    def cached_images(self, name: str) -> np.ndarray:
        """`images` of a part of the cache, kept beside it for these weights."""
        path = WORK / "embeddings" / f"{name}-{self.digest}.npy"
        if not path.exists():
            path.parent.mkdir(exist_ok=True)
            np.save(path, self.images(np.load(WORK / f"{name}.squares.npy", mmap_mode="r")))
        return np.load(path)

    def texts(self, texts: list[str]) -> np.ndarray:
        """Unit vectors of texts, each encoded once."""
        for text in texts:
            if text not in self.known:
                self.known[text] = self.text.run(None, {"input_ids": tokenize([text]).numpy()})[0][0]
        return np.stack([self.known[text] for text in texts])


def summary(queries, probe: float, baseline: float) -> dict[str, float]:
    """The figures that have a floor."""
    mean = queries.groupby("group").text.mean()
    return {
        "image_type": mean["image_type"],
        "hair": float(queries.text[queries.id == "hair"].iloc[0]),
        "monet_mean": mean["monet"],
        "structure_mean": mean["structure"],
        "measured_mean": mean["measured"],
        "unseen_loss_at_most": float((queries.known - queries.unseen).mean()),
        "probe_over_colour_histogram": probe - baseline,
        "diagnosis_text_mean": mean["diagnosis"],
        "probe": probe,
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--model", type=Path, default=MODEL_DIR)
    parser.add_argument("--copies", type=int, default=200, help="pictures whose copies are searched; 0 leaves that out")
    parser.add_argument("--out", type=Path, default=WORK / "figures.json")
    arguments = parser.parse_args()
    measures = read_measures()
    towers = Towers(arguments.model)
    facts, squares = read_facts("test"), np.load(WORK / "test.squares.npy")
    images = towers.cached_images("test")
    queries = query_figures(towers.texts, images, facts, measures["queries"])
    milk = (facts.dataset == "isic-milk10k-sample").to_numpy()
    figures = summary(
        queries,
        probe_accuracy(images[milk], facts[milk]),
        probe_accuracy(colour_histogram(squares[milk]), facts[milk]),
    )
    print(queries.round(3).to_string())
    for style in ("a", "b"):
        if (WORK / f"test-phantoms-{style}.facts.csv.gz").exists():
            drawn = towers.cached_images(f"test-phantoms-{style}")
            phantoms = phantom_figures(towers.texts, drawn, read_facts(f"test-phantoms-{style}"), measures["phantom_queries"])
            print(phantoms.round(3).to_string())
            figures[f"phantom_style_{style}_mean"] = float(phantoms.text.mean())
    if arguments.copies:
        rows = np.linspace(0, len(images) - 1, arguments.copies).astype(int)
        figures["recall_at_1"] = recall_of_copies(list(test_photographs().path), images, towers.images, rows)
    print(json.dumps(figures, indent=1))
    arguments.out.write_text(json.dumps(figures, indent=1) + "\n")


if __name__ == "__main__":
    main()
