import { createHash } from "node:crypto";
import { mkdtemp, readFile, readdir, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import sharp from "sharp";
import { afterAll, beforeAll, expect, test } from "vitest";
import { duplicateKinds, generateArchive, maskNames, type ArchiveOptions } from "../src/index.ts";

const options: ArchiveOptions = {
  count: 90,
  seed: 7,
  size: { width: 64, height: 48 },
  planted: { duplicates: 0.12, labelErrors: 0.05, offTopic: 0.03, leaks: 0.04, missingMetadata: 0.06, broken: 0.06 },
};
let root: string;
let archive: string;

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), "phantoms-"));
  archive = join(root, "archive");
  await generateArchive(archive, options);
});
afterAll(() => rm(root, { recursive: true }));

async function fingerprints(folder: string): Promise<Record<string, string>> {
  const names = (await readdir(folder, { recursive: true, withFileTypes: true })).filter((entry) => entry.isFile());
  const found: Record<string, string> = {};
  for (const entry of names) {
    const path = join(entry.parentPath, entry.name);
    found[path.slice(folder.length)] = createHash("sha256")
      .update(await readFile(path))
      .digest("hex");
  }
  return found;
}

/** Rows of a table without quoted cells. */
async function rows(table: string): Promise<Record<string, string>[]> {
  const [header, ...lines] = (await readFile(join(archive, table), "utf8")).trimEnd().split("\n");
  const columns = header.split(",");
  return lines.map((line) => {
    const cells = [...line.matchAll(/(?:^|,)(?:"([^"]*)"|([^,]*))/g)].map((cell) => cell[1] ?? cell[2]);
    return Object.fromEntries(columns.map((column, at) => [column, cells[at]]));
  });
}

const image = (id: string) => join(archive, "images", `${id}.jpg`);

test("any number of threads and any interruption give the same bytes", async () => {
  const again = join(root, "again");
  const stop = new AbortController();
  const interrupted = generateArchive(
    again,
    { ...options, workers: 1 },
    { signal: stop.signal, onProgress: () => stop.abort() },
  );
  await expect(interrupted).rejects.toMatchObject({ code: "cancelled" });
  await expect(readFile(join(again, "metadata.csv"))).rejects.toThrow();
  const progress: number[] = [];
  await generateArchive(again, { ...options, workers: 3 }, { onProgress: ({ done }) => progress.push(done) });
  expect(progress.at(-1)).toBe(90);
  expect(await fingerprints(again)).toEqual(await fingerprints(archive));
});

test("a finished archive is left as it is, and made whole where an image has gone", async () => {
  const before = await stat(image("ISIC_0000003"));
  expect(await generateArchive(archive, options)).toEqual({ images: 90 });
  expect((await stat(image("ISIC_0000003"))).mtimeMs).toBe(before.mtimeMs);
  const lost = await readFile(image("ISIC_0000004"));
  await rm(image("ISIC_0000004"));
  await generateArchive(archive, options);
  expect(await readFile(image("ISIC_0000004"))).toEqual(lost);
});

test("a folder that holds something else is left alone", async () => {
  await expect(generateArchive(archive, { ...options, seed: 8 })).rejects.toMatchObject({ code: "conflict" });
  await expect(generateArchive(join(root, "x"), { ...options, count: 0 })).rejects.toMatchObject({
    code: "invalid_input",
  });
});

test("exactly the planted files cannot be read, and each image has its row of truth", async () => {
  const planted = await rows("truth/planted.csv");
  const unreadable: string[] = [];
  for (const name of await readdir(join(archive, "images"))) {
    const file = join(archive, "images", name);
    const failed = await sharp(file)
      .raw()
      .toBuffer()
      .then(
        () => false,
        () => true,
      );
    if (failed) unreadable.push(name.slice(0, -4));
  }
  const broken = planted.filter((row) => row.fault === "broken file").map((row) => row.isic_id);
  expect(broken.length).toBeGreaterThanOrEqual(4);
  expect(unreadable.sort()).toEqual(broken.sort());
  const truth = await rows("truth/concepts.csv");
  expect(truth).toHaveLength(90 - broken.length);
  const table = await rows("metadata.csv");
  expect(table).toHaveLength(90);
  expect(table.every(({ synthetic }) => synthetic === "True")).toBe(true);
  for (const { isic_id } of planted.filter((row) => row.kind === "whole row")) {
    const { isic_id: _id, synthetic: _mark, ...rest } = table.find((row) => row.isic_id === isic_id)!;
    expect(Object.values(rest).every((cell) => cell === "")).toBe(true);
  }
});

test("duplicates of every kind show what their source shows", async () => {
  const planted = (await rows("truth/planted.csv")).filter((row) => row.fault === "duplicate");
  expect(new Set(planted.map((row) => row.kind))).toEqual(new Set(duplicateKinds));
  const truth = new Map((await rows("truth/concepts.csv")).map((row) => [row.isic_id, row]));
  for (const { isic_id: id, kind, other } of planted) {
    const [copy, source] = [truth.get(id)!, truth.get(other)!];
    expect(copy.patient_id).not.toBe(source.patient_id);
    if (kind === "copy") expect(await readFile(image(id))).toEqual(await readFile(image(other)));
    else expect(await readFile(image(id))).not.toEqual(await readFile(image(other)));
    if (["mirrored", "rotated", "re-encoded", "recoloured"].includes(kind)) {
      expect(Number(copy.area_px)).toBeCloseTo(Number(source.area_px), 1);
      expect(Number(copy.diameter_mm)).toBeCloseTo(Number(source.diameter_mm), 1);
    }
    if (kind === "resized") expect(Number(copy.width)).toBeLessThan(Number(source.width));
  }
});

test("label errors and leaks are where the table of faults says", async () => {
  const planted = await rows("truth/planted.csv");
  const table = new Map((await rows("metadata.csv")).map((row) => [row.isic_id, row]));
  const errors = planted.filter((row) => row.fault === "label error");
  const leaks = planted.filter((row) => row.fault === "leak");
  expect(errors.length).toBeGreaterThan(1);
  expect(leaks.length).toBeGreaterThan(1);
  for (const row of errors) {
    expect(table.get(row.isic_id)!.diagnosis_3).toBe(row.kind);
    expect(row.truth).not.toBe(row.kind);
  }
  for (const row of leaks) expect(table.get(row.isic_id)!.split).not.toBe(row.truth);
  const splits = new Map<string, Set<string>>();
  for (const row of table.values()) {
    splits.set(row.patient_id, (splits.get(row.patient_id) ?? new Set()).add(row.split));
  }
  const torn = [...splits].filter(([, found]) => found.size > 1).map(([patient]) => patient);
  const told = leaks.filter((row) => row.kind !== "duplicate").map((row) => table.get(row.isic_id)!.patient_id);
  expect(torn.sort()).toEqual([...new Set(told)].sort());
});

test("a mask file holds the coverage that the table states", async () => {
  const [row] = (await rows("truth/concepts.csv")).filter((candidate) => Number(candidate.hair_thin) > 0.002);
  const { data, info } = await sharp(join(archive, "truth", "masks", `${row.isic_id}.png`))
    .raw()
    .toBuffer({ resolveWithObject: true });
  const bit = maskNames.indexOf("hair_thin");
  let set = 0;
  for (let index = 0; index < info.width * info.height; index++) set += (data[index * 4 + (bit >> 3)] >> (bit & 7)) & 1;
  expect(set / (info.width * info.height)).toBeCloseTo(Number(row.hair_thin), 4);
});
