import { findImage } from "@lesion-atlas/analysis";
import type { VectorStore } from "@lesion-atlas/core";
import { createEmbeddedStore } from "@lesion-atlas/store";
import { afterAll, beforeAll, expect, test } from "vitest";
import { testRecord } from "../packages/store/test/contract/images.ts";

const first = testRecord("a", { archive: "ham" });
const second = testRecord("a", { archive: "isic:2019" });
const only = testRecord("folder:b", { archive: "isic:2019" });

let store: VectorStore;
beforeAll(async () => {
  store = await createEmbeddedStore(":memory:");
  await store.upsert([first, second, only].map((record) => ({ record })));
});
afterAll(() => store.close());

test.each([
  [first.id, first],
  [first.id.toUpperCase(), first],
  ["ham:a", first],
  ["isic:2019:a", second],
  ["isic:2019:folder:b", only],
  ["folder:b", only],
])("%s is the image it names", async (name, record) => {
  expect(await findImage(store, name)).toMatchObject({ record });
});

test("a key that two archives have is refused with both, an unknown one as not found", async () => {
  await expect(findImage(store, "a")).rejects.toMatchObject({
    code: "invalid_input",
    message: expect.stringContaining("ham:a or isic:2019:a"),
  });
  await expect(findImage(store, "ham:c")).rejects.toMatchObject({ code: "not_found" });
});
