"""What the towers are asked: concept truth by presence margin, captions by pairs, one picture's two views by name."""

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional as F

from .captions import Phrases


def class_weights(truth: np.ndarray, sampling: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Weights of presence and absence of each concept, so that both weigh the same under the sampling; at most 12."""
    known = ~np.isnan(truth)
    mass = (known * sampling[:, None]).sum(axis=0)
    present = np.nansum(truth * sampling[:, None], axis=0) / np.maximum(mass, 1e-9)
    present = present.clip(1e-4, 1 - 1e-4)
    return (0.5 / present).clip(0, 12), (0.5 / (1 - present)).clip(0, 12)


def truth_loss(margin: Tensor, target: Tensor, present: Tensor, absent: Tensor, share: Tensor) -> Tensor:
    """
    Binary cross entropy of sigmoid(margin) [images, phrases] against soft truth (NaN not known): weighted mean over phrases of
    the mean over known pictures. `present`, `absent` and `share` [phrases] are weights.
    """
    known = ~torch.isnan(target)
    target = torch.nan_to_num(target)
    loss = present * target * F.softplus(-margin) + absent * (1 - target) * F.softplus(margin)
    loss = (loss * known).sum(dim=0) / known.sum(dim=0).clamp(min=4)
    return (loss * share).sum() / share.sum()


def concept_loss(images: Tensor, directions: Tensor, phrases: Phrases, truth: Tensor, weights, importance: Tensor, scale: Tensor) -> Tensor:
    """
    `truth_loss` of scale * x.(e - r), the margin by which `lesion search` orders; `directions` are the e - r of the phrases.

    `truth` [images, concepts]; `weights` (present, absent) and `importance` are of the concepts.
    """
    concept, denies = torch.from_numpy(phrases.concept), torch.from_numpy(phrases.denies)
    target = torch.where(denies[None], 1 - truth[:, concept], truth[:, concept])
    present, absent = (torch.from_numpy(side).float()[concept] for side in weights)
    present, absent = torch.where(denies, absent, present), torch.where(denies, present, absent)
    return truth_loss(scale * images @ directions.T, target, present, absent, importance[concept])


def prototype_loss(images: Tensor, prototypes: Tensor, truth: Tensor, weights, importance: Tensor, scale: Tensor) -> Tensor:
    """`truth_loss` of a learned direction for each concept: what pictures learn from before the words are ready."""
    present, absent = (torch.from_numpy(side).float() for side in weights)
    return truth_loss(scale * images @ F.normalize(prototypes, dim=-1).T, truth, present, absent, importance)


def alignment_loss(directions: Tensor, prototypes: Tensor, phrases: Phrases) -> Tensor:
    """1 - cosine of each phrase's e - r with its concept's direction, or its opposite where the phrase denies it."""
    sign = 1 - 2 * torch.from_numpy(phrases.denies).float()
    wanted = prototypes.detach()[torch.from_numpy(phrases.concept)] * sign[:, None]
    return (1 - F.cosine_similarity(directions, wanted, dim=-1)).mean()


def caption_loss(images: Tensor, captions: Tensor, agreement: np.ndarray, scale: Tensor, bias: Tensor) -> Tensor:
    """SigLIP's pairwise loss where a caption is a positive of every picture of which it is true, and silent where nobody knows."""
    target = torch.from_numpy(agreement)
    known = ~torch.isnan(target)
    logits = scale * images @ captions.T + bias
    loss = F.binary_cross_entropy_with_logits(logits, torch.nan_to_num(target), reduction="none")
    positive = known & (target > 0.5)
    negative = known & (target < 0.5)
    return (loss * positive).sum() / positive.sum().clamp(min=1) + (loss * negative).sum() / negative.sum().clamp(min=1)


def neutral_loss(images: Tensor, references: Tensor) -> Tensor:
    """What says nothing is as near to one picture as to another: variance of x.r over the batch."""
    return (images @ references.T).var(dim=0).mean()


def instance_loss(first: Tensor, second: Tensor, queue: Tensor, temperature: float = 0.08) -> Tensor:
    """InfoNCE: a picture's second view against the batch and the pictures of the last steps (`queue`)."""
    others = torch.cat([first, queue])
    return F.cross_entropy(second @ others.T / temperature, torch.arange(len(second)))
