import sharp from "sharp";

/** Levels of a channel that fall into one bin: 8 bins a channel. */
const binShift = 5;

/**
 * The joint histogram of red, green and blue in 8 x 8 x 8 bins as shares of the image, of the image reduced to 64 pixels:
 * what colour alone can tell.
 *
 * @returns 512 shares
 */
export async function colourHistogram(imageBytes: Uint8Array): Promise<Float32Array> {
  const { data } = await sharp(imageBytes)
    .resize(64, 64, { fit: "fill" })
    .toColourspace("srgb")
    .removeAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true });
  const shares = new Float32Array(512);
  const pixels = data.length / 3;
  for (let at = 0; at < data.length; at += 3) {
    const bin = ((data[at] >> binShift) << 6) | ((data[at + 1] >> binShift) << 3) | (data[at + 2] >> binShift);
    shares[bin] += 1 / pixels;
  }
  return shares;
}
