import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { readModelFolder } from "@lesion-atlas/encoder";
import { afterAll, expect, test } from "vitest";
import { figuresSchema } from "../figures/figures-file.ts";
import { readMeasures } from "../figures/measures.ts";
import { openProduct } from "../figures/open-product.ts";
import { openRealArchive } from "../figures/real-archives.ts";
import { measureQueries } from "../figures/real-rows.ts";
import { withTable } from "../figures/readme-table.ts";
import { hasShared, needsShared, sharedFolder } from "./support/shared.ts";

const path = (name: string) => fileURLToPath(new URL(`../${name}`, import.meta.url));
const readme = readFileSync(path("README.md"), "utf8");
const figures = figuresSchema.parse(JSON.parse(readFileSync(path("docs/figures.json"), "utf8")));
const scratch = mkdtempSync(join(tmpdir(), "lesion-figures-"));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

test("the README's table is that of docs/figures.json", () => {
  expect(withTable(readme, figures)).toBe(readme);
});

test("the figures are of the model that lies in models/demo", async () => {
  const { model } = await readModelFolder(path("models/demo"));
  expect(figures.fingerprint).toBe(model.fingerprint);
});

test("every measure that was written down before training has its figure", () => {
  const shown = figures.rows.filter(({ floor }) => floor !== undefined).map(({ id }) => id);
  const single = Object.entries(readMeasures().floors).filter(([, floor]) => typeof floor === "number");
  expect(shown.length).toBeGreaterThanOrEqual(single.length);
  const measured = new Set(Object.values(figures.queries).flatMap((queries) => queries.map(({ id }) => id)));
  expect(readMeasures().queries.filter(({ id }) => !measured.has(id))).toEqual([]);
});

test.skipIf(!hasShared)(
  `the figures of the ISIC 2017 sample come out again${needsShared}`,
  { timeout: 900_000 },
  async () => {
    const product = await openProduct(path("models/demo"), scratch);
    const name = "isic2017-sample";
    const real = await openRealArchive({
      ...product,
      name,
      title: name,
      location: join(sharedFolder, "archives", name),
      inputs: { shared: sharedFolder, measuredLabels: path("training/measured-labels.csv"), scratch },
      say: () => {},
    });
    try {
      const recorded = figures.queries[name];
      const again = await measureQueries(real, readMeasures().queries);
      expect([...again.values()].map(({ figure }) => figure.id)).toEqual(recorded.map(({ id }) => id));
      for (const { figure } of again.values()) {
        const { positives, value } = recorded.find(({ id }) => id === figure.id)!;
        expect(figure.positives).toBe(positives);
        expect(Math.abs(figure.value - value), figure.id).toBeLessThan(0.01);
      }
    } finally {
      await real.close();
      await product.close();
    }
  },
);
