/*
 * Draws the contact sheets of docs/phantoms: 48 phantoms of each style, each feature off and on with the same seeds,
 * and the planted kinds. `node packages/phantom/scripts/contact-sheets.ts OUT [sheet...]`
 */
import { mkdir, mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import sharp from "sharp";
import {
  artefactNames,
  generateArchive,
  plainParameters,
  renderPhantom,
  structureNames,
  type PhantomParameters,
} from "../src/index.ts";
import { writeSheet, type Cell } from "./sheet.ts";

const [out, ...wanted] = process.argv.slice(2);
await mkdir(out, { recursive: true });

async function fromArchive(style: "A" | "B", count: number): Promise<Cell[]> {
  const folder = await mkdtemp(join(tmpdir(), "sheet-"));
  await generateArchive(folder, { count, seed: 16, style, planted: "none", masks: false });
  const cells = await Promise.all(Array.from({ length: count }, (_, image) => readCell(folder, isicId(image))));
  await rm(folder, { recursive: true });
  return cells;
}

async function planted(): Promise<Cell[]> {
  const folder = await mkdtemp(join(tmpdir(), "sheet-"));
  await generateArchive(folder, { count: 110, seed: 16, masks: false, planted: { duplicates: 0.12, offTopic: 0.08 } });
  const rows = (await readFile(join(folder, "truth", "planted.csv"), "utf8")).trimEnd().split("\n").slice(1);
  const cells: Cell[] = [];
  const kinds = new Set<string>();
  for (const row of rows) {
    const [id, fault, kind, other] = row.split(",");
    if (fault === "off-topic") cells.push({ ...(await readCell(folder, id)), caption: "off-topic" });
    if (fault !== "duplicate" || kinds.has(kind)) continue;
    kinds.add(kind);
    cells.push({ ...(await readCell(folder, other)), caption: "source" });
    cells.push({ ...(await readCell(folder, id)), caption: kind });
  }
  await rm(folder, { recursive: true });
  return cells.sort((a, b) => Number(a.caption === "off-topic") - Number(b.caption === "off-topic")).slice(0, 24);
}

function offAndOn(style: "A" | "B"): Cell[] {
  return [...structureNames, ...artefactNames].flatMap((name, at) => {
    const off: PhantomParameters = { ...plainParameters(40 + at), style };
    off.outline.diameter = 0.72;
    off.skin.vessels = 0;
    const on = structuredClone(off);
    (on.structures as Record<string, number>)[name] = 0.75;
    if (name in on.artefacts) {
      delete (on.structures as Record<string, number>)[name];
      (on.artefacts as Record<string, number>)[name] = 0.6;
    }
    return [cellOf(off, "off"), cellOf(on, name)];
  });
}

function cellOf(parameters: PhantomParameters, caption: string): Cell {
  const { pixels, width, height } = renderPhantom(parameters);
  return { pixels, width, height, caption };
}

function isicId(number: number): string {
  return `ISIC_${String(number).padStart(7, "0")}`;
}

async function readCell(folder: string, id: string): Promise<Cell> {
  const { data, info } = await sharp(join(folder, "images", `${id}.jpg`))
    .raw()
    .toBuffer({ resolveWithObject: true });
  return { pixels: data, width: info.width, height: info.height };
}

const sheets: Record<string, () => Promise<void>> = {
  "style-a": async () => writeSheet(join(out, "style-a.jpg"), await fromArchive("A", 48), 8),
  "style-b": async () => writeSheet(join(out, "style-b.jpg"), await fromArchive("B", 48), 8),
  "features-a": async () => writeSheet(join(out, "features-a.jpg"), offAndOn("A"), 8),
  "features-b": async () => writeSheet(join(out, "features-b.jpg"), offAndOn("B"), 8),
  planted: async () => writeSheet(join(out, "planted.jpg"), await planted(), 8),
};
for (const [name, write] of Object.entries(sheets)) if (wanted.length === 0 || wanted.includes(name)) await write();
