import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { plainParameters, renderPhantom } from "@lesion-atlas/phantom";
import sharp from "sharp";

/** Pictures that differ; the others are these with other bytes behind their end. */
const drawn = 24;

/** Writes `count` JPEGs of phantoms, 600 x 450, each with bytes and so a content hash of its own. @returns the folder */
export async function drawImages(folder: string, count: number): Promise<string> {
  mkdirSync(folder, { recursive: true });
  const pictures: Buffer[] = [];
  for (let seed = 1; seed <= Math.min(drawn, count); seed++) {
    const { pixels, width, height } = renderPhantom(plainParameters(seed, 600, 450));
    const image = sharp(pixels, { raw: { width, height, channels: 3 } });
    pictures.push(await image.jpeg({ quality: 92 }).toBuffer());
  }
  for (let n = 0; n < count; n++) {
    const bytes = Buffer.concat([pictures[n % pictures.length], Buffer.from(String(n))]);
    writeFileSync(join(folder, `IMG_${String(n).padStart(7, "0")}.jpg`), bytes);
  }
  return folder;
}
