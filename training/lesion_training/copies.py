"""A picture's own copies, turned, mirrored, cut, reduced, compressed: is the picture the first that they find?"""

import io
from collections.abc import Callable

import numpy as np
from PIL import Image, ImageOps

from .crop import centre_square


def _jpeg(image: Image.Image, quality: int) -> Image.Image:
    buffer = io.BytesIO()
    image.save(buffer, "JPEG", quality=quality)
    return Image.open(buffer)


def _crop(image: Image.Image) -> Image.Image:
    width, height = image.size
    left, top = round(0.1 * width), round(0.1 * height)
    return image.crop((left, top, width - left, height - top))


def _reduced(image: Image.Image) -> Image.Image:
    scale = 224 / min(image.size)
    return image.resize([round(side * scale) for side in image.size], Image.Resampling.LANCZOS)


COPIES: dict[str, Callable[[Image.Image], Image.Image]] = {
    "rotation_90": lambda image: image.transpose(Image.Transpose.ROTATE_90),
    "mirror": ImageOps.mirror,
    "crop_80": _crop,
    "side_224": _reduced,
    "jpeg_50": lambda image: _jpeg(image, 50),
}


def recall_of_copies(paths: list[str], images: np.ndarray, encode_images, rows: np.ndarray) -> dict[str, float]:
    """Share of `rows` whose copy's nearest of all `images` is the picture itself, for each copy."""
    found = {}
    for name, change in COPIES.items():
        squares = []
        for row in rows:
            with Image.open(paths[row]) as image:
                squares.append(centre_square(change(image.convert("RGB"))))
        nearest = (encode_images(np.stack(squares)) @ images.T).argmax(axis=1)
        found[name] = float((nearest == rows).mean())
    return found
