"""One decoding for training and test: short side to 144 px (Pillow bicubic), then the centre square, as the product does."""

import io

import numpy as np
from PIL import Image

from .places import IMAGE_SIDE


def centre_square(image: Image.Image, side: int = IMAGE_SIDE) -> np.ndarray:
    """RGB bytes [side, side, 3] of the centre of an image whose short side was brought to `side` (torchvision's Resize + CenterCrop)."""
    image = image.convert("RGB")
    width, height = image.size
    if width <= height:
        size = (side, int(side * height / width))
    else:
        size = (int(side * width / height), side)
    if size != image.size:
        image = image.resize(size, Image.Resampling.BICUBIC)
    left = round((size[0] - side) / 2)
    top = round((size[1] - side) / 2)
    return np.asarray(image.crop((left, top, left + side, top + side)))


def read_square(path) -> np.ndarray:
    """`centre_square` of an image file."""
    with Image.open(path) as image:
        return centre_square(image)


def as_jpeg(pixels: np.ndarray, quality: int) -> Image.Image:
    """The picture after JPEG compression at this quality."""
    buffer = io.BytesIO()
    Image.fromarray(pixels).save(buffer, "JPEG", quality=quality)
    return Image.open(buffer)
