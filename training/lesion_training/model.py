"""Both towers with the numbers that scale their products."""

from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn

from .towers import EMBEDDING, ImageTower, TextTower
from .tokens import tokenize


class DemoModel(nn.Module):
    """Image tower, text tower, a direction for each concept (only for training), scale of the presence margin, scale and bias of the caption loss."""

    def __init__(self, table: np.ndarray, concepts: int) -> None:
        super().__init__()
        self.image = ImageTower()
        self.text = TextTower(table)
        self.prototypes = nn.Parameter(torch.randn(concepts, EMBEDDING) * EMBEDDING**-0.5)
        self.margin_scale = nn.Parameter(torch.tensor(np.log(12.0), dtype=torch.float32))
        self.caption_scale = nn.Parameter(torch.tensor(np.log(12.0), dtype=torch.float32))
        self.caption_bias = nn.Parameter(torch.tensor(-2.0))

    def texts(self, texts: list[str]) -> Tensor:
        """Unit vectors [n, 256] of texts."""
        return self.text(tokenize(texts))


def read_model(table: Path, checkpoint: Path) -> DemoModel:
    """A trained model, ready to evaluate."""
    state = torch.load(checkpoint, map_location="cpu", weights_only=False)["model"]
    model = DemoModel(np.load(table), len(state["prototypes"]))
    model.load_state_dict(state)
    return model.eval()
