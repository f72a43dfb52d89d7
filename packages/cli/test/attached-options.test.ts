import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { parseStore, storeUrl } from "../src/store-location.ts";

test("a collection of somebody else is written as an address or as a file", () => {
  const folder = mkdtempSync(join(tmpdir(), "lesion-attach-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const file = join(folder, "skin.json");
  const described = {
    collection: "skin",
    vector: "clip",
    model: "derm",
    fields: { key: "image_id", sex: "meta.gender" },
  };
  writeFileSync(file, JSON.stringify(described));
  const address = "attach=skin&vector=clip&model=derm&fields=key:image_id,sex:meta.gender";
  const locations = [`qdrant:http://localhost:6333?${address}`, `qdrant:http://localhost:6333?attach=${file}`].map(
    parseStore,
  );
  const { model, ...options } = described;
  for (const location of locations) {
    expect(location).toMatchObject({ kind: "attached", model, options: { url: "http://localhost:6333", ...options } });
    expect(storeUrl(location)).toBe("qdrant:http://localhost:6333?attach=skin&vector=clip");
  }
});

test.each([
  ["attach=skin&shards=2", /no option shards with attach/],
  ["attach=skin&fields=key", /COLUMN:PAYLOAD_KEY/],
  ["attach=skin&fields=kye:image", /expected a column of the record/],
  ["attach=skin&ef=many", /ef: expected a whole number/],
  ["attach=missing.json", /missing\.json cannot be read/],
  ["attach=", /collection/],
])("%s is refused", (query, message) => {
  expect(() => parseStore(`qdrant:http://localhost:6333?${query}`)).toThrow(message);
});
