"""CIE L*a*b* (D65) of sRGB bytes."""

import numpy as np

_TO_XYZ = np.array([[0.433953, 0.376219, 0.189828], [0.212656, 0.715158, 0.072186], [0.017758, 0.109477, 0.872766]])
"""Linear sRGB to XYZ over the white point of D65."""


def to_lab(rgb: np.ndarray) -> np.ndarray:
    """L*a*b* [..., 3] of sRGB levels 0..255 [..., 3]."""
    level = rgb.astype(np.float32) / 255
    linear = np.where(level <= 0.04045, level / 12.92, ((level + 0.055) / 1.055) ** 2.4)
    xyz = linear @ _TO_XYZ.T.astype(np.float32)
    curve = np.where(xyz > 216 / 24389, np.cbrt(xyz), xyz * (24389 / 27 / 116) + 16 / 116)
    x, y, z = np.moveaxis(curve, -1, 0)
    return np.stack([116 * y - 16, 500 * (x - y), 200 * (y - z)], axis=-1)
