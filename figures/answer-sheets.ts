/** `node figures/answer-sheets.ts ARCHIVE_FOLDER OUT.jpg`: the first twelve answers to ten phrases, to be looked at. */
import { mkdirSync } from "node:fs";
import { basename } from "node:path";
import { fileURLToPath } from "node:url";
import { searchByWords, textConcept } from "@lesion-atlas/analysis";
import sharp, { type OverlayOptions } from "sharp";
import { indexForFigures } from "./index-for-figures.ts";
import { openProduct } from "./open-product.ts";
import { inArchive } from "./scores.ts";

const phrases = [
  "irregular shape",
  "blue-whitish veil",
  "hair",
  "pigment network",
  "globules",
  "milia-like cysts",
  "ulceration",
  "red colour",
  "ruler",
  "small lesion",
];
const columns = 12;
const tile = { width: 128, height: 96 };
const labelWidth = 150;

const [location, file] = process.argv.slice(2);
if (!location || !file) {
  process.stderr.write("Usage: node figures/answer-sheets.ts ARCHIVE_FOLDER OUT.jpg\n");
  process.exit(2);
}
const path = (name: string) => fileURLToPath(new URL(`../${name}`, import.meta.url));
mkdirSync(path(".figures"), { recursive: true });
const product = await openProduct(path("models/demo"), path(".figures"));
const { archive } = await indexForFigures(product, basename(location), location, (line) =>
  process.stderr.write(`${line}\n`),
);
const layers: OverlayOptions[] = [];
for (const [row, phrase] of phrases.entries()) {
  const search = { concepts: [textConcept(phrase)], filter: inArchive(basename(location)), limit: columns };
  const { hits } = await searchByWords(product, search);
  const top = row * (tile.height + 2);
  layers.push({ input: label(phrase), left: 0, top });
  for (const [column, hit] of hits.entries()) {
    const picture = sharp(await archive.bytes(hit.key)).resize({ ...tile, fit: "cover" });
    layers.push({ input: await picture.png().toBuffer(), left: labelWidth + column * (tile.width + 2), top });
  }
}
await sharp({
  create: {
    width: labelWidth + columns * (tile.width + 2),
    height: phrases.length * (tile.height + 2),
    channels: 3,
    background: "white",
  },
})
  .composite(layers)
  .jpeg({ quality: 82, mozjpeg: true })
  .toFile(file);
await archive.close();
await product.close();

function label(text: string): Buffer {
  return Buffer.from(
    `<svg xmlns="http://www.w3.org/2000/svg" width="${labelWidth}" height="${tile.height}">` +
      `<text x="4" y="${tile.height / 2}" font-size="14" font-family="sans-serif">${text}</text></svg>`,
  );
}
