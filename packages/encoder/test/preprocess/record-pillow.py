"""Draws images/ and writes pillow-pixels.json: what Pillow's convert("RGB") makes of each.

Run with numpy and Pillow 12.3.0: python record-pillow.py
"""

import hashlib
import json
import struct
import zlib
from pathlib import Path

import numpy as np
from PIL import Image, ImageCms

folder = Path(__file__).parent / "images"
w, h = 37, 29
y, x, c = np.mgrid[0:h, 0:w, 0:3]
sharp_edged = Image.fromarray((((x * 5 + y * 3 + c * 60) ^ (x * y // 4)) & 255).astype(np.uint8))
smooth = Image.fromarray(np.stack([x[..., 0] * 6, y[..., 0] * 8, (x + y)[..., 0] * 3], -1).astype(np.uint8))
grey = sharp_edged.convert("L")
alpha = Image.fromarray(((x * 7 + y * 2)[..., 0] & 255).astype(np.uint8))
ramp16 = (x * 1771 + y * 997 + c * 20001) & 65535


def chunk(kind, content):
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))


def png(name, bits, colour_type, rows):
    header = struct.pack(">IIBBBBB", w, h, bits, colour_type, 0, 0, 0)
    pixels = zlib.compress(b"".join(b"\0" + row for row in rows))
    parts = [chunk(b"IHDR", header), chunk(b"gAMA", struct.pack(">I", 100000)), chunk(b"IDAT", pixels), chunk(b"IEND", b"")]
    (folder / name).write_bytes(b"\x89PNG\r\n\x1a\n" + b"".join(parts))


def png16(name, colour_type, samples):
    png(name, 16, colour_type, [row.astype(">u2").tobytes() for row in samples])


def exif(orientation):
    tags = Image.Exif()
    tags[0x112] = orientation
    return tags


def profile_with_swapped_colours():
    profile = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    red, blue = profile.index(b"rXYZ"), profile.index(b"bXYZ")
    profile[red : red + 4], profile[blue : blue + 4] = b"bXYZ", b"rXYZ"
    return bytes(profile)


folder.mkdir(exist_ok=True)
palette = sharp_edged.quantize(40)
palette.save(folder / "palette.png")
palette.save(folder / "palette-transparent.png", transparency=bytes([0, 128] + [255] * 38))
sharp_edged.convert("L").quantize(4).save(folder / "palette-2-bit.png", bits=2)
grey.save(folder / "grey.png")
grey.save(folder / "grey-transparent.png", transparency=grey.getpixel((0, 0)))
png("grey-2-bit-gamma.png", 2, 0, [bytes((int(v) * 7 + r) & 255 for v in range((w + 3) // 4)) for r in range(h)])
sharp_edged.convert("1").save(folder / "1-bit.png")
png16("grey-16-bit.png", 0, (ramp16[..., 0] // 64) & 511)
png16("rgb-16-bit.png", 2, ramp16)
png16("grey-alpha-16-bit.png", 4, ramp16[..., :2])
rgba = sharp_edged.copy()
rgba.putalpha(alpha)
rgba.save(folder / "rgba.png")
rgba.save(folder / "rgba.webp", quality=80)
Image.merge("LA", (grey, alpha)).save(folder / "grey-alpha.png")
smooth.save(folder / "plain.jpg", quality=85)
smooth.save(folder / "progressive.jpg", quality=85, progressive=True)
smooth.save(folder / "444.jpg", quality=95, subsampling=0)
smooth.save(folder / "422.jpg", quality=70, subsampling=1)
smooth.save(folder / "orientation-6.jpg", quality=85, exif=exif(6))
smooth.save(folder / "profile.jpg", quality=85, icc_profile=profile_with_swapped_colours())
smooth.convert("L").save(folder / "grey.jpg")
smooth.convert("CMYK").save(folder / "cmyk.jpg")
smooth.save(folder / "lossy.webp", quality=80)
smooth.save(folder / "lossless.webp", lossless=True)
palette.save(folder / "plain.gif")
palette.save(folder / "two-frames.gif", save_all=True, append_images=[smooth.quantize(40)])
sharp_edged.save(folder / "lzw.tif", compression="tiff_lzw")
smooth.save(folder / "jpeg.tif", compression="jpeg")
smooth.save(folder / "orientation-6.tif", tiffinfo={0x112: 6}, compression="tiff_deflate")
Image.fromarray(((ramp16[..., 0] // 64) & 511).astype(np.uint16)).save(folder / "grey-16-bit.tif", compression="tiff_deflate")
sharp_edged.convert("CMYK").save(folder / "cmyk.tif", compression="tiff_deflate")
sharp_edged.convert("1").save(folder / "fax.tif", compression="group4")

images = []
for file in sorted(folder.iterdir()):
    image = Image.open(file)
    mode, rgb = image.mode, image.convert("RGB")
    checksum = hashlib.sha256(rgb.tobytes()).hexdigest()
    images.append({"file": file.name, "mode": mode, "width": rgb.width, "height": rgb.height, "sha256": checksum})
result = {"source": 'sha256 of Image.open(file).convert("RGB").tobytes(), Pillow 12.3.0', "images": images}
(folder.parent / "pillow-pixels.json").write_text(json.dumps(result, indent=1) + "\n")
