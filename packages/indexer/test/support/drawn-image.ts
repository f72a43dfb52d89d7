import sharp from "sharp";

/** A drawn blotch on skin colour, another for each seed: no photograph is needed to try an archive. */
export async function drawnImage(
  seed: number,
  { format = "jpeg", width = 64, height = 48 }: { format?: "jpeg" | "png"; width?: number; height?: number } = {},
): Promise<Uint8Array> {
  const radius = 6 + (seed % 11);
  const hue = (seed * 47) % 360;
  const svg =
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}">` +
    `<rect width="100%" height="100%" fill="hsl(${20 + (seed % 7)},45%,70%)"/>` +
    `<ellipse cx="${width / 2 + (seed % 5)}" cy="${height / 2}" rx="${radius}" ry="${radius * 0.7}" fill="hsl(${hue},50%,30%)"/>` +
    `</svg>`;
  const image = sharp(Buffer.from(svg));
  return new Uint8Array(await (format === "png" ? image.png() : image.jpeg({ quality: 90 })).toBuffer());
}
