"""Writes embeddings.json: what open_clip 3.3.0 computes for small models whose weights and inputs are drawn from a formula.

python packages/encoder/test/import/recorded/record.py      (torch, open_clip_torch 3.3.0)
"""

import json
import pathlib

import numpy as np
import torch
from open_clip.model import CLIP, CustomTextCLIP

here = pathlib.Path(__file__).parent


def drawn(name: str, count: int) -> np.ndarray:
    """float32 in -1..1, the same as drawnValues() in drawn-values.ts: an integer hash of the place and the name."""
    seed = 2166136261
    for byte in name.encode():
        seed = ((seed ^ byte) * 16777619) & 0xFFFFFFFF
    value = (np.arange(count, dtype=np.uint64) * 2654435761 + seed) & 0xFFFFFFFF
    for shift, factor in ((16, 0x7FEB352D), (15, 0x846CA68B)):
        value ^= value >> np.uint64(shift)
        value = (value * factor) & 0xFFFFFFFF
    value ^= value >> np.uint64(16)
    return (value / 2147483648 - 1).astype(np.float32)


def weight(name: str, shape: list[int]) -> np.ndarray:
    values = drawn(name, int(np.prod(shape))).reshape(shape)
    if name.endswith("logit_scale"):
        return np.full(shape, np.float32(3.5))
    if len(shape) <= 1:
        norm = ".ln_" in f".{name}" and name.endswith("weight")
        return (np.float32(1) + values * np.float32(0.25)) if norm else values * np.float32(0.25)
    inputs = int(np.prod(shape[1:])) if len(shape) == 4 else shape[-1]
    return values * np.float32(np.float32(1.5) / np.sqrt(np.float32(inputs)))


def record(case: dict) -> dict:
    config = json.loads(json.dumps(case["model_cfg"]))
    custom = config.pop("custom_text", False)
    model = (CustomTextCLIP if custom else CLIP)(**config).eval()
    state = {name: torch.from_numpy(np.asarray(weight(name, list(value.shape)))) for name, value in model.state_dict().items()}
    model.load_state_dict(state)
    size, length = model.visual.image_size[0], model.context_length
    pixels = torch.from_numpy(drawn("pixels", 2 * 3 * size * size).reshape(2, 3, size, size))
    ids = torch.zeros(len(case["texts"]), length, dtype=torch.int64)
    for row, text in zip(ids, case["texts"]):
        row[: len(text)] = torch.tensor(text)
    with torch.no_grad():
        first = lambda result: result[0] if isinstance(result, tuple) else result
        images, texts = first(model.encode_image(pixels)), first(model.encode_text(ids))
    rounded = lambda rows: [[float(f"{value:.7g}") for value in row] for row in rows.tolist()]
    shapes = {name: list(value.shape) for name, value in state.items()}
    return {**case, "tensors": shapes, "images": rounded(images), "embeddings": rounded(texts)}


vision = {"image_size": 20, "layers": 1, "width": 24, "head_width": 8, "patch_size": 8}
text = {"context_length": 9, "vocab_size": 50, "width": 16, "heads": 2, "layers": 2}
texts = [[48, 3, 7, 49], [48, 49], [48, 5, 49, 11, 49, 2], [48, 1, 2, 3, 4, 5, 6, 7, 49]]


def case(name: str, vision_cfg={}, text_cfg={}, **model) -> dict:
    towers = {"vision_cfg": {**vision, **vision_cfg}, "text_cfg": {**text, **text_cfg}}
    return {"name": name, "model_cfg": {"embed_dim": 12, **towers, **model}, "texts": texts}


cases = [
    case("plain"),
    case("QuickGELU, deeper", {"layers": 2}, quick_gelu=True),
    case("mean of the patches, no first normalisation", {"pool_type": "avg", "no_ln_pre": True}),
    case("mean, normalised behind it", {"pool_type": "avg", "final_ln_after_pool": True, "mlp_ratio": 4.3637}),
    case("attention pool", {"attentional_pool": True, "attn_pooler_queries": 5, "attn_pooler_heads": 3}),
    case(
        "attention pool as wide as the tower, mean of the queries",
        {"attentional_pool": True, "attn_pooler_queries": 4, "attn_pooler_heads": 2, "pool_type": "avg"},
        embed_dim=24,
    ),
    case("layer scale", {"ls_init_value": 0.1}, {"ls_init_value": 0.1}),
    case(
        "fixed positions, dropped patches, tokens beside",
        {"pos_embed_type": "sin_cos_2d", "patch_dropout": 0.5, "output_tokens": True},
        {"output_tokens": True},
        custom_text=True,
        init_logit_bias=-10,
    ),
    case("last token, all see all", {}, {"pool_type": "last", "no_causal_mask": True}),
    case("first token, no projection", {}, {"pool_type": "first", "proj_type": "none", "width": 12}, custom_text=True),
    case("end token by its id", {}, {"pool_type": "eos", "eos_id": 7, "norm_kwargs": {"eps": 1e-3}}),
    case(
        "biased projection, approximate GELU",
        {"act_kwargs": {"approximate": "tanh"}, "norm_kwargs": {"eps": 1e-6}},
        {"proj_bias": True, "no_causal_mask": True},
        custom_text=True,
    ),
    case("class token", {}, {"embed_cls": True}, custom_text=True),
    case("class token, all see all", {}, {"embed_cls": True, "no_causal_mask": True, "pad_id": 5}, custom_text=True),
]

lines = ",\n".join(json.dumps(record(each), separators=(",", ":")) for each in cases)
(here / "embeddings.json").write_text(f"[\n{lines}\n]\n")
