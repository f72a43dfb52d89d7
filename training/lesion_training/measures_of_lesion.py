"""Shape and colours of an outlined lesion; the same measures that packages/phantom takes of its masks."""

import numpy as np
from scipy import ndimage

from .outline import Lesion

COLOURS = ("light_brown", "dark_brown", "black", "red", "white", "blue_grey")
_REFERENCES = (
    ("skin", 80, 12, 16), ("skin", 70, 13, 20), ("light_brown", 62, 17, 32), ("light_brown", 54, 18, 32),
    ("dark_brown", 40, 19, 29), ("dark_brown", 30, 16, 22), ("black", 13, 6, 8), ("black", 8, 2, 2),
    ("red", 55, 38, 14), ("red", 38, 44, 16), ("white", 86, 3, 5), ("blue_grey", 46, 2, -6),
    ("blue_grey", 34, 4, -8), ("blue_grey", 58, 3, -2),
)  # fmt: skip
"""L*a*b* of the colours under neutral light, those of packages/phantom/src/truth/colour-shares.ts."""
NEUTRAL_SKIN = np.array([74.0, 12.5, 18.0])
"""The skin to which the picture's light is brought before its colours are named."""


def measure(lesion: Lesion) -> dict[str, float]:
    """Diameter share, asymmetry, border irregularity, elongation, lightness, redness and colour shares."""
    return shape(lesion.mask) | colours(lesion)


def shape(mask: np.ndarray) -> dict[str, float]:
    """Shape of a mask: diameter over the side, perimeter^2 / (4 pi area), axes' ratio, share without counterpart when folded."""
    smooth = np.pad(mask.astype(np.float32), 6)
    smooth = ndimage.gaussian_filter(smooth, 1.2)
    filled = smooth >= 0.5
    rows, columns = np.nonzero(filled)
    area = len(rows)
    perimeter = float(np.hypot(*np.gradient(smooth)).sum())
    centre = np.array([rows.mean(), columns.mean()])
    points = np.stack([rows, columns], axis=1) - centre
    spread, axes = np.linalg.eigh(points.T @ points / area)
    angles = np.arange(90) * np.pi / 90
    projected = points @ np.stack([np.cos(angles), np.sin(angles)])
    folds = [_unmatched(smooth, points, centre, axes[:, k]) for k in (0, 1)]
    return {
        "diameter_share": float((projected.max(axis=0) - projected.min(axis=0)).max() + 1) / mask.shape[0],
        "area_share": area / mask.size,
        "border_irregularity": perimeter**2 / (4 * np.pi * area),
        "elongation": float(np.sqrt(spread[1] / max(spread[0], 1e-6))),
        "asymmetry": float(np.mean(folds)),
    }


def _unmatched(smooth, points, centre, normal) -> float:
    mirrored = points - 2 * np.outer(points @ normal, normal) + centre
    return float((ndimage.map_coordinates(smooth, mirrored.T, order=1) < 0.5).mean())


def colours(lesion: Lesion) -> dict[str, float]:
    """Shares of the six colours of the ABCD rule, their effective number, lightness and redness under the skin's light."""
    lab = lesion.lab[lesion.mask & ~lesion.rim]
    gain = np.clip(NEUTRAL_SKIN[0] / max(lesion.skin[0], 1), 0.75, 1.4)
    lightness = lab[:, 0] * gain
    chroma = lab[:, 1:] - 0.75 * (lesion.skin[1:] - NEUTRAL_SKIN[1:])
    neutral = np.column_stack([lightness, chroma])
    references = np.array([reference[1:] for reference in _REFERENCES], np.float32)
    nearest = ((neutral[:, None] - references) ** 2).sum(axis=-1).argmin(axis=1)
    names = np.array([reference[0] for reference in _REFERENCES])[nearest]
    shares = {name: float((names == name).mean()) for name in COLOURS}
    present = np.array([share for share in shares.values() if share > 0.01])
    weights = present / present.sum() if len(present) else np.ones(1)
    return {
        "lightness": float(lightness.mean()),
        "redness": float(chroma[:, 0].mean()),
        "colour_count": float(np.exp(-(weights * np.log(weights)).sum())),
    } | {f"share_{name}": share for name, share in shares.items()}
