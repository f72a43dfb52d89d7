"""Turned, mirrored, zoomed, lit otherwise: the same lesion."""

import torch
from torch import Tensor
from torch.nn import functional as F

MEAN, STD = 127 / 255, 128 / 255
"""Of the pixels in 0..1, as EfficientNet-Lite wants them."""


def augment(squares: Tensor, side: int, generator: torch.Generator) -> Tensor:
    """uint8 [n, h, w, 3] to normalised [n, 3, side, side], each turned by quarters, mirrored, zoomed and lit at random."""
    n = len(squares)

    def uniform(low: float, high: float) -> Tensor:
        return low + (high - low) * torch.rand(n, generator=generator)

    pixels = squares.permute(0, 3, 1, 2).float() / 255
    angle = torch.randint(0, 4, (n,), generator=generator) * (torch.pi / 2) + uniform(-0.12, 0.12)
    mirror = torch.where(torch.rand(n, generator=generator) < 0.5, -1.0, 1.0)
    zoom = 1 - 0.22 * torch.rand(n, generator=generator) ** 2
    cos, sin = angle.cos() * zoom, angle.sin() * zoom
    free = 1 - zoom
    matrix = torch.stack(
        [torch.stack([cos * mirror, -sin, uniform(-1, 1) * free], 1), torch.stack([sin * mirror, cos, uniform(-1, 1) * free], 1)], 1
    )
    grid = F.affine_grid(matrix, [n, 3, side, side], align_corners=False)
    pixels = F.grid_sample(pixels, grid, mode="bilinear", padding_mode="reflection", align_corners=False)
    gain = uniform(0.88, 1.12)[:, None, None, None] * (1 + 0.04 * torch.randn(n, 3, 1, 1, generator=generator))
    middle = pixels.mean(dim=(1, 2, 3), keepdim=True)
    contrast = uniform(0.88, 1.12)[:, None, None, None]
    pixels = ((pixels - middle) * contrast + middle) * gain
    blurred = F.avg_pool2d(pixels, 3, 1, 1, count_include_pad=False)
    softness = (uniform(-0.6, 0.8).clamp(min=0))[:, None, None, None]
    pixels = pixels + softness * (blurred - pixels)
    return ((pixels.clamp(0, 1) - MEAN) / STD).contiguous(memory_format=torch.channels_last)


def plain(squares: Tensor) -> Tensor:
    """uint8 [n, h, w, 3] to normalised [n, 3, h, w], nothing changed."""
    pixels = squares.permute(0, 3, 1, 2).float() / 255
    return ((pixels - MEAN) / STD).contiguous(memory_format=torch.channels_last)
