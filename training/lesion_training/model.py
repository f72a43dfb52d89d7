"""Both towers with the numbers that scale their products."""

from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn

from .towers import ImageTower, TextTower
from .tokens import tokenize


class DemoModel(nn.Module):
    """Image tower, text tower, scale of the presence margin, scale and bias of the caption loss."""

    def __init__(self, table: np.ndarray) -> None:
        super().__init__()
        self.image = ImageTower()
        self.text = TextTower(table)
        self.margin_scale = nn.Parameter(torch.tensor(np.log(12.0), dtype=torch.float32))
        self.caption_scale = nn.Parameter(torch.tensor(np.log(12.0), dtype=torch.float32))
        self.caption_bias = nn.Parameter(torch.tensor(-2.0))

    def texts(self, texts: list[str]) -> Tensor:
        """Unit vectors [n, 256] of texts."""
        return self.text(tokenize(texts))


def read_model(table: Path, checkpoint: Path) -> DemoModel:
    """A trained model, ready to evaluate."""
    model = DemoModel(np.load(table))
    model.load_state_dict(torch.load(checkpoint, map_location="cpu", weights_only=False)["model"])
    return model.eval()
