"""Finds the lesion in a picture: what differs from the skin near the frame."""

from dataclasses import dataclass

import numpy as np
from scipy import ndimage

from .colour_space import to_lab

FRAME_SHARE = 0.1
"""Width of the ring that is taken for skin, share of the side."""
DARK_CORNER_LIGHTNESS = 28
"""L* below which what hangs together with a corner is the dermatoscope's rim."""
LEAST_CONTRAST = 9
"""Least mean colour difference (CIE76) between lesion and skin for a trusted outline."""
AREA_SHARE = (0.005, 0.72)
MOST_ON_FRAME = 0.3
"""Largest share of the frame that a trusted lesion may touch."""
STICKER_CHROMA = (-22, 48)
"""b* beyond which what touches the frame is a coloured sticker and no skin."""
SMOOTHING_PX = 1.8
"""Standard deviation of the mask's smoothing: what is finer is hair, network and noise."""


@dataclass
class Lesion:
    """Mask [side, side], picture in L*a*b*, median skin colour, what lies under the rim."""

    mask: np.ndarray
    lab: np.ndarray
    skin: np.ndarray
    rim: np.ndarray


def outline(rgb: np.ndarray) -> Lesion | None:
    """The lesion of an RGB square, or None where no outline can be trusted."""
    side = rgb.shape[0]
    without_hair = ndimage.grey_closing(rgb, size=(5, 5, 1)).astype(np.float32)
    smooth = ndimage.gaussian_filter(without_hair, (1.2, 1.2, 0))
    lab = to_lab(smooth)
    rim = _rim(lab[..., 0]) | _stickers(lab[..., 2])
    skin = _skin(lab, rim, side)
    if skin is None:
        return None
    difference = np.sqrt(((lab - skin) ** 2 * np.array([1, 1, 0.6])).sum(axis=-1))
    difference[rim] = 0
    threshold = _otsu(difference[~rim])
    mask = _central(ndimage.binary_opening(difference > threshold))
    if mask is None:
        return None
    mask = ndimage.binary_fill_holes(ndimage.binary_closing(mask, iterations=2) | mask)
    mask = ndimage.gaussian_filter(mask.astype(np.float32), SMOOTHING_PX) > 0.5
    if not mask.any():
        return None
    area = mask.mean()
    on_frame = np.concatenate([mask[0], mask[-1], mask[:, 0], mask[:, -1]]).mean()
    contrast = difference[mask].mean() - difference[~mask & ~rim].mean()
    if not AREA_SHARE[0] <= area <= AREA_SHARE[1] or on_frame > MOST_ON_FRAME or contrast < LEAST_CONTRAST:
        return None
    return Lesion(mask, lab, skin, rim)


def _rim(lightness: np.ndarray) -> np.ndarray:
    dark, _ = ndimage.label(lightness < DARK_CORNER_LIGHTNESS)
    corners = {dark[0, 0], dark[0, -1], dark[-1, 0], dark[-1, -1]} - {0}
    rim = np.isin(dark, list(corners))
    return ndimage.binary_dilation(rim, iterations=3) if corners and rim.mean() < 0.5 else np.zeros_like(rim)


def _stickers(blue_yellow: np.ndarray) -> np.ndarray:
    labels, _ = ndimage.label((blue_yellow < STICKER_CHROMA[0]) | (blue_yellow > STICKER_CHROMA[1]))
    frame = np.concatenate([labels[0], labels[-1], labels[:, 0], labels[:, -1]])
    touching = [label for label in np.unique(frame) if label and (frame == label).sum() > 6]
    return ndimage.binary_dilation(np.isin(labels, touching), iterations=4) if touching else np.zeros_like(labels, bool)


def _skin(lab: np.ndarray, rim: np.ndarray, side: int) -> np.ndarray | None:
    width = max(2, round(side * FRAME_SHARE))
    ring = np.ones((side, side), bool)
    ring[width:-width, width:-width] = False
    ring = lab[ring & ~ndimage.binary_dilation(rim, iterations=width)]
    if len(ring) < side:
        ring = lab[ndimage.binary_dilation(rim, iterations=2 * width) & ~ndimage.binary_dilation(rim, iterations=3)]
    if len(ring) < side:
        return None
    bright = ring[ring[:, 0] >= np.quantile(ring[:, 0], 0.35)]
    return np.median(bright, axis=0)


def _otsu(values: np.ndarray) -> float:
    """The threshold with the largest variance between the two classes (Otsu 1979)."""
    counts, edges = np.histogram(values, bins=128)
    middle = (edges[:-1] + edges[1:]) / 2
    below = np.cumsum(counts)
    above = below[-1] - below
    sums = np.cumsum(counts * middle)
    with np.errstate(divide="ignore", invalid="ignore"):
        between = below * above * (sums / below - (sums[-1] - sums) / above) ** 2
    return float(middle[np.nanargmax(between[:-1])])


def _central(mask: np.ndarray) -> np.ndarray | None:
    labels, count = ndimage.label(mask)
    if count == 0:
        return None
    side = mask.shape[0]
    axis = (np.arange(side) - (side - 1) / 2) / side
    weight = np.exp(-(axis[:, None] ** 2 + axis[None, :] ** 2) / (2 * 0.22**2))
    mass = ndimage.sum_labels(weight, labels, np.arange(1, count + 1))
    return labels == 1 + int(np.argmax(mass))
