import * as fc from "fast-check";
import { expect, test } from "vitest";
import { imageId, uuidV5 } from "../src/index.ts";

const dns = "6ba7b810-9dad-11d1-80b4-00c04fd430c8";

test("UUID v5 of the RFC's example", () => {
  expect(uuidV5("www.example.com", dns)).toBe("2ed6657d-e927-568b-95e1-2665a8aea6a2");
});

test("an id is fixed for ever: recorded with Python uuid.uuid5", () => {
  expect(imageId("milk", "ISIC_0024310")).toBe("b806782b-00a2-5fbc-9b5b-da7b35cea49d");
});

test("no two pairs of archive and key share an id", () => {
  const name = fc.string({ unit: "grapheme", minLength: 1 }).filter((text) => !text.includes("\u0000"));
  fc.assert(
    fc.property(name, name, name, name, (archiveA, keyA, archiveB, keyB) => {
      const same = archiveA === archiveB && keyA === keyB;
      expect(imageId(archiveA, keyA) === imageId(archiveB, keyB)).toBe(same);
    }),
  );
  expect(imageId("ab", "c")).not.toBe(imageId("a", "bc"));
});
