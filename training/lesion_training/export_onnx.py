"""Writes models/demo: image.onnx and text.onnx with fp16 weights (a Cast to float32 at load) and model.json."""

import argparse
import hashlib
import json
from pathlib import Path

import numpy as np
import onnx
import torch
from onnx import TensorProto, helper, numpy_helper
from torch import nn

from .augment import MEAN, STD
from .model import DemoModel, read_model
from .places import IMAGE_SIDE, MODEL_DIR, WORK
from .tokens import tokenize
from .towers import CONTEXT, EMBEDDING

OPSET = 17
LEAST_ELEMENTS = 256
"""Smaller tensors stay float32: they weigh nothing."""
TURNS = 4
"""Quarter turns over which the image tower averages, in the graph."""


class TurnedImage(nn.Module):
    """The image tower's mean over quarter turns of the picture, unit length: a turned picture has the same embedding."""

    def __init__(self, model: DemoModel, turns: int) -> None:
        super().__init__()
        self.tower, self.turns = model.image, turns

    def forward(self, pixels: torch.Tensor) -> torch.Tensor:
        if self.turns == 1:
            return self.tower(pixels)
        views = [pixels, pixels.flip(2).flip(3), pixels.transpose(2, 3).flip(3), pixels.transpose(2, 3).flip(2)][: self.turns]
        together = self.tower(torch.cat(views))
        return nn.functional.normalize(together.reshape(self.turns, -1, together.shape[-1]).sum(dim=0), dim=-1)


def halve_weights(model: onnx.ModelProto) -> onnx.ModelProto:
    """Stores float32 weights as float16 with a Cast in front of their readers; computing stays float32."""
    kept, casts = [], []
    for weight in model.graph.initializer:
        array = numpy_helper.to_array(weight)
        if array.dtype != np.float32 or array.size < LEAST_ELEMENTS:
            kept.append(weight)
            continue
        kept.append(numpy_helper.from_array(array.astype(np.float16), f"{weight.name}.half"))
        casts.append(helper.make_node("Cast", [f"{weight.name}.half"], [weight.name], to=TensorProto.FLOAT))
    nodes = casts + list(model.graph.node)
    del model.graph.initializer[:], model.graph.node[:]
    model.graph.initializer.extend(kept)
    model.graph.node.extend(nodes)
    onnx.checker.check_model(model)
    return model


def export(module: nn.Module, example: torch.Tensor, name: str, input_name: str, axes: dict, folder: Path, half: bool = True) -> None:
    """One tower as NAME.onnx in the folder: dynamic batch, output `embedding`."""
    path = folder / f"{name}.onnx"
    torch.onnx.export(
        module.eval(), (example,), str(path), input_names=[input_name], output_names=["embedding"],
        dynamic_axes={input_name: axes, "embedding": {0: "n"}}, opset_version=OPSET, dynamo=False,
    )  # fmt: skip
    if half:
        onnx.save(halve_weights(onnx.load(path)), path)


def recorded(path: Path) -> dict:
    """Size and SHA-256 of a file, as `lesion models verify` wants them."""
    return {"bytes": path.stat().st_size, "sha256": hashlib.sha256(path.read_bytes()).hexdigest()}


def fingerprint(settings: dict) -> str:
    """packages/encoder/src/models/fingerprint.ts: SHA-256 of all that a vector depends on."""
    content = {name: settings[name] for name in ("dimensions", "preprocessing", "image", "text")}
    content["files"] = {name: file["sha256"] for name, file in settings["files"].items()}
    return hashlib.sha256(json.dumps(content, sort_keys=True, separators=(",", ":")).encode()).hexdigest()


def manifest(model: DemoModel, folder: Path) -> dict:
    """model.json as packages/encoder/src/models/model-file.ts reads it."""
    settings = {
        "format": 1,
        "id": "demo",
        "dimensions": EMBEDDING,
        "preprocessing": {
            "size": IMAGE_SIDE, "mode": "shortest", "interpolation": "bicubic", "mean": [MEAN] * 3, "std": [STD] * 3, "fill_color": 0,
        },
        "image": {"input": "pixel_values", "output": "embedding"},
        "text": {"input": "input_ids", "output": "embedding", "tokenizer": "clip", "context_length": CONTEXT, "padding": "longest"},
        "logit_scale": round(model.margin_scale.exp().item(), 4),
        "templates": [],
        "license": "CC-BY-NC-4.0",
        "source": "trained by training/ of this repository",
        "remark": "demo model: small, for trying things out",
        "files": {name: recorded(folder / name) for name in ("image.onnx", "text.onnx")},
    }  # fmt: skip
    return settings | {"fingerprint": fingerprint(settings)}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--run", default="run")
    parser.add_argument("--out", type=Path, default=MODEL_DIR)
    parser.add_argument("--turns", type=int, default=TURNS)
    parser.add_argument("--full", action="store_true", help="float32 weights, to compare with")
    arguments = parser.parse_args()
    arguments.out.mkdir(parents=True, exist_ok=True)
    model = read_model(WORK / "word-table.npy", WORK / arguments.run / "checkpoint.pt")
    pixels = torch.zeros(2, 3, IMAGE_SIDE, IMAGE_SIDE)
    half = not arguments.full
    export(TurnedImage(model, arguments.turns), pixels, "image", "pixel_values", {0: "n"}, arguments.out, half)
    words = tokenize(["This is dermoscopy of hair", "skin"])
    export(model.text, words, "text", "input_ids", {0: "n", 1: "length"}, arguments.out, half)
    (arguments.out / "model.json").write_text(json.dumps(manifest(model, arguments.out), indent=2) + "\n")
    print({path.name: path.stat().st_size for path in arguments.out.iterdir()})


if __name__ == "__main__":
    main()
