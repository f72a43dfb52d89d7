"""The paper's linear probe (DOMAIN.md, 5) in PyTorch: reads one JSON object on stdin, prints one on stdout.

With "loader" rows come from DataLoaders as in the paper's code; without it, from the same permutations, drawn directly
and many times faster (the test holds that both give the same).
"""

import base64
import copy
import json
import sys

import numpy as np
import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

torch.set_num_threads(1)


def part(given, dimensions):
    x = np.frombuffer(base64.b64decode(given["features"]), np.float32).reshape(-1, dimensions)
    return torch.from_numpy(x.copy()), torch.tensor(given["labels"])


def draw64():
    return int(torch.empty((), dtype=torch.int64).random_().item())


def batches(x, y, loader, shuffle):
    if loader is not None:
        yield from loader
        return
    draw64()
    order = torch.arange(len(x))
    if shuffle:
        order = torch.randperm(len(x), generator=torch.Generator().manual_seed(draw64()))
    for start in range(0, len(x), 64):
        rows = order[start : start + 64]
        yield x[rows], y[rows]


def fit(given, seed):
    d = given["dimensions"]
    (x, y), (vx, vy), (tx, ty) = (part(given[name], d) for name in ("train", "validation", "test"))
    torch.manual_seed(seed)
    train = DataLoader(TensorDataset(x, y), batch_size=64, shuffle=True) if given["loader"] else None
    validation = DataLoader(TensorDataset(vx, vy), batch_size=64, shuffle=False) if given["loader"] else None
    layer = nn.Linear(d, given["classes"])
    optimizer = torch.optim.Adam(layer.parameters(), lr=1e-3)
    criterion = nn.CrossEntropyLoss()
    best = (-1.0, 0, None)
    for epoch in range(1, 201):
        for bx, by in batches(x, y, train, True):
            optimizer.zero_grad()
            criterion(layer(bx), by).backward()
            optimizer.step()
        with torch.no_grad():
            right = sum(int((layer(bx).argmax(1) == by).sum()) for bx, by in batches(vx, vy, validation, False))
        if right / len(vx) > best[0]:
            best = (right / len(vx), epoch, copy.deepcopy(layer))
    accuracy, epoch, layer = best
    with torch.no_grad():
        test = int((layer(tx).argmax(1) == ty).sum()) / len(tx)
    answer = {"seed": seed, "epoch": epoch, "validation": accuracy, "test": test}
    if given["loader"]:
        answer["coefficients"] = [float(f"{v:.7g}") for v in layer.weight.flatten().tolist()]
        answer["intercepts"] = [float(f"{v:.7g}") for v in layer.bias.tolist()]
    return answer


asked = json.load(sys.stdin)
print(json.dumps({"version": torch.__version__, "fits": [fit(asked, seed) for seed in asked["seeds"]]}))
