import { readFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { leakingImages, readPublishedSplit } from "@lesion-atlas/analysis";
import { readPlainPickle } from "@lesion-atlas/encoder";
import { parse } from "csv-parse/sync";
import { describe, expect, test } from "vitest";
import { hasShared, needsShared, sharedFolder } from "../support/shared.ts";

type Row = Record<string, string>;

/** The lesion ids of HAM10000 that `shared` holds: the training rows and the sample's, 9,749 of 10,015. */
function hamLesions(): Map<string, string> {
  const training = parse(gunzipSync(readFileSync(join(sharedFolder, "training/index.csv.gz"))), { columns: true });
  const sample = parse(readFileSync(join(sharedFolder, "archives/ham10000-sample/HAM10000_metadata.csv")), {
    columns: true,
  });
  return new Map([
    ...(training as Row[])
      .filter((row) => row.dataset === "ham10000")
      .map((row) => [row.isic_id, row.lesion_id] as const),
    ...(sample as Row[]).map((row) => [row.image_id, row.lesion_id] as const),
  ]);
}

const pickle = (part: string) =>
  readPlainPickle(readFileSync(join(sharedFolder, `knobo/datasets/HAM10000/splits/class2images_${part}.p`)));

describe.skipIf(!hasShared)(`the paper's split of HAM10000${needsShared}`, () => {
  test("the counter gives what ten lines over the same ids give", () => {
    const lesions = hamLesions();
    const published = readPublishedSplit({ train: pickle("train"), val: pickle("val"), test: pickle("test") });
    const images = [...published.parts.keys()].map((key) => ({
      id: key,
      archive: "ham10000",
      key,
      content_hash: key,
      lesion_id: lesions.get(key),
    }));
    const split = images.map(({ key }) => published.parts.get(key));
    const leak = leakingImages(images, split);

    const idsOf = (part: string) =>
      Object.values(pickle(part) as Record<string, string[]>)
        .flat()
        .map((path) => /ISIC_\d{7}/.exec(path)![0]);
    const trained = new Set(idsOf("train").map((id) => lesions.get(id)));
    trained.delete(undefined);
    const leaking = idsOf("test").filter((id) => trained.has(lesions.get(id)));

    expect(images.length).toBe(10_015);
    expect(lesions.size).toBe(9_749);
    expect(leak.test).toBe(1005);
    expect(leak.byKind.lesion.size).toBe(leaking.length);
    expect({ leaking: leaking.length, known: leak.known.lesion }).toMatchInlineSnapshot(`
      {
        "known": 983,
        "leaking": 360,
      }
    `);
  });
});
