"""
Trains the demo encoder: `python -m lesion_training.train --weights efficientnet-lite0-57934424.pth`.

Resumable (the newest checkpoint of --run is taken up), seeded (a step's pictures, words and turns depend on seed and step
alone); the curve goes to curve.csv. `--until HH:MM` shortens the schedule when the machine is slower than hoped for.
"""

import argparse
import csv
import json
import time
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import numpy as np
import torch

from .augment import augment
from .captions import draw_captions, draw_phrases
from .concepts import read_concepts
from .data import TrainingSide, read_training_side
from .losses import alignment_loss, caption_loss, class_weights, concept_loss, instance_loss, neutral_loss, prototype_loss
from .model import DemoModel
from .places import WORK
from .towers import load_imagenet

IMPORTANCE = {"structure": 3.0, "diagnosis": 1.5, "image_type": 3.0, "measured": 1.3, "phantom": 1.2, "diagnosis_3": 0.5,
              "site": 0.4, "age": 0.4, "synthetic": 0.3, "malignancy": 1.0}  # fmt: skip
"""Share of a concept in the loss by its source; MONET's seven weigh 2.2."""
SHARES = {"concept": 0.5, "prototype": 1.0, "alignment": 0.6, "caption": 0.1, "instance": 0.12, "neutral": 2.0}
QUEUE = 1024
LOG_EVERY = 25


@dataclass
class Settings:
    seed: int = 17
    pictures: int = 32
    second_views: int = 8
    steps: int = 2600
    image_rate: float = 5e-4
    text_rate: float = 1.2e-3
    prototype_rate: float = 3e-3
    decay: float = 0.02
    warm_up: float = 0.06
    save_every: int = 200


def side_at(progress: float) -> int:
    """Small pictures first: more of them in the time."""
    return 112 if progress < 0.4 else 128 if progress < 0.6 else 144


def rate_at(progress: float, warm_up: float) -> float:
    """Linear warm-up, then half a cosine to nothing."""
    if progress < warm_up:
        return progress / warm_up
    return 0.5 * (1 + np.cos(np.pi * min(1.0, (progress - warm_up) / (1 - warm_up))))


class Schedule:
    """Steps in all; fewer where the hour comes before the last step."""

    def __init__(self, steps: int, until: str | None) -> None:
        self.steps = steps
        self.end = None
        if until:
            now = datetime.now()
            self.end = now.replace(hour=int(until[:2]), minute=int(until[3:]), second=0).timestamp()

    def adapt(self, step: int, progress: float, seconds_a_step: float) -> float:
        """The progress of the next step: it reaches 1 with the last step or the hour, whichever is first."""
        left = self.steps - step
        if self.end:
            left = min(left, (self.end - time.time()) / max(seconds_a_step, 1e-3))
        return progress + (1 - progress) / max(left, 1)


def train_step(model: DemoModel, side: TrainingSide, concepts, settings: Settings, step: int, size: int, weights, importance, queue, neighbours):
    """Loss and its parts of one step; returns also the embeddings for the queue."""
    rng = np.random.default_rng((settings.seed, step))
    torch.manual_seed(settings.seed * 1_000_003 + step)
    generator = torch.Generator().manual_seed(settings.seed * 7_919 + step)
    rows = rng.choice(len(side.sampling), settings.pictures, replace=False, p=side.sampling)
    rows = np.concatenate([rows, rows[: settings.second_views]])
    truth = side.truth[rows]
    pixels = augment(side.squares(rows), size, generator)
    phrases = draw_phrases(rng, concepts, neighbours)
    captions, agreement = draw_captions(rng, concepts, truth)
    images = model.image(pixels)
    texts = model.texts(phrases.texts + phrases.references + captions)
    spoken, references, captions = texts.split([len(phrases.texts), len(phrases.references), len(captions)])
    first, second = images[: settings.second_views], images[settings.pictures :]
    others = torch.cat([images[settings.second_views : settings.pictures].detach(), queue])
    directions = spoken - references[torch.from_numpy(phrases.reference)]
    truth, scale = torch.from_numpy(truth), model.margin_scale.exp().clamp(max=60)
    parts = {
        "concept": concept_loss(images, directions, phrases, truth, weights, importance, scale),
        "prototype": prototype_loss(images, model.prototypes, truth, weights, importance, scale),
        "alignment": alignment_loss(directions, model.prototypes, phrases),
        "caption": caption_loss(images, captions, agreement, model.caption_scale.exp().clamp(max=60), model.caption_bias),
        "instance": instance_loss(first, second, others),
        "neutral": neutral_loss(images, references),
    }
    total = sum(SHARES[name] * part for name, part in parts.items())
    return total, {name: float(part.detach()) for name, part in parts.items()}, images[: settings.pictures].detach()


def train(settings: Settings, weights_file: Path, run: Path, until: str | None, most: int | None) -> None:
    """Trains or goes on; writes checkpoint.pt every few hundred steps and at the end, curve.csv every 25 steps."""
    run.mkdir(parents=True, exist_ok=True)
    torch.manual_seed(settings.seed)
    concepts = read_concepts()
    neighbours = json.loads((WORK / "word-neighbours.json").read_text())
    side = read_training_side(concepts, most)
    weights = class_weights(side.truth, side.sampling)
    importance = torch.tensor([IMPORTANCE.get(concept.source, 2.2) for concept in concepts])
    model = DemoModel(np.load(WORK / "word-table.npy"), len(concepts))
    load_imagenet(model.image, weights_file)
    model.image.to(memory_format=torch.channels_last)
    backbone = [p for p in model.image.net.parameters() if p.requires_grad]
    rest = [p for name, p in model.named_parameters() if not name.startswith(("image.net.", "prototypes"))]
    groups = [(backbone, settings.image_rate), (rest, settings.text_rate), ([model.prototypes], settings.prototype_rate)]
    groups = [{"params": parameters, "peak": peak} for parameters, peak in groups]
    optimizer = torch.optim.AdamW(groups, weight_decay=settings.decay, betas=(0.9, 0.98))
    step, progress, queue = 0, 0.0, torch.zeros(0, 256)
    if (run / "checkpoint.pt").exists():
        saved = torch.load(run / "checkpoint.pt", weights_only=False)
        model.load_state_dict(saved["model"])
        optimizer.load_state_dict(saved["optimizer"])
        step, progress, queue = saved["step"], saved["progress"], saved["queue"]
    model.train()
    schedule, pace, sums, since = Schedule(settings.steps, until), 1.0, {}, time.time()
    while step < settings.steps and progress < 1:
        started = time.time()
        rate = rate_at(progress, settings.warm_up)
        for group in optimizer.param_groups:
            group["lr"] = group["peak"] * rate
        loss, parts, embeddings = train_step(model, side, concepts, settings, step, side_at(progress), weights, importance, queue, neighbours)
        optimizer.zero_grad(set_to_none=True)
        loss.backward()
        torch.nn.utils.clip_grad_norm_([p for p in model.parameters() if p.requires_grad], 1.0)
        optimizer.step()
        queue = torch.cat([embeddings, queue])[:QUEUE]
        step += 1
        pace = 0.95 * pace + 0.05 * (time.time() - started) if step > 1 else time.time() - started
        progress = schedule.adapt(step, progress, pace)
        for name, value in parts.items():
            sums[name] = sums.get(name, 0) + value
        if step % LOG_EVERY == 0:
            row = {"step": step, "progress": round(progress, 4), "side": side_at(progress), "rate": round(float(rate), 4),
                   "seconds": round(time.time() - since, 1)} | {name: round(value / LOG_EVERY, 4) for name, value in sums.items()}  # fmt: skip
            _log(run / "curve.csv", row | {"margin_scale": round(model.margin_scale.exp().item(), 2)})
            sums, since = {}, time.time()
        if step % settings.save_every == 0 or step >= settings.steps or progress >= 1:
            state = {"model": model.state_dict(), "optimizer": optimizer.state_dict(), "step": step, "progress": progress, "queue": queue}
            torch.save(state, run / "checkpoint.new")
            (run / "checkpoint.new").replace(run / "checkpoint.pt")


def _log(path: Path, row: dict) -> None:
    fresh = not path.exists()
    with open(path, "a", newline="") as file:
        writer = csv.DictWriter(file, list(row))
        if fresh:
            writer.writeheader()
        writer.writerow(row)
    print(row, flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--weights", type=Path, required=True)
    parser.add_argument("--run", default="run")
    parser.add_argument("--steps", type=int, default=Settings.steps)
    parser.add_argument("--until", help="HH:MM by which to end")
    parser.add_argument("--most", type=int, help="pictures of each part, for a trial")
    parser.add_argument("--threads", type=int, default=1)
    arguments = parser.parse_args()
    torch.set_num_threads(arguments.threads)
    train(Settings(steps=arguments.steps), arguments.weights, WORK / arguments.run, arguments.until, arguments.most)


if __name__ == "__main__":
    main()
