import { readFileSync } from "node:fs";
import { join } from "node:path";
import { assert, property, string } from "fast-check";
import { describe, expect, test } from "vitest";
import { hasShared, needsShared, sharedFolder } from "../../../../test/support/shared.ts";
import { createClipTokenizer } from "../../src/tokenizer/create-clip-tokenizer.ts";

interface Case {
  text: string;
  ids: number[];
}

const tokenizer = createClipTokenizer();
const idsOf = (text: string) => [...tokenizer.encode([text])[0]];

function readCases(file: string | URL): Case[] {
  return JSON.parse(readFileSync(file, "utf8")).cases;
}

describe("CLIP tokenizer", () => {
  test.each(readCases(new URL("clip-token-ids.json", import.meta.url)))("open_clip's ids of $text", ({ text, ids }) => {
    expect(idsOf(text)).toEqual(ids);
  });

  test.skipIf(!hasShared)(`the 968 reference texts give open_clip's ids${needsShared}`, () => {
    const cases = readCases(join(sharedFolder, "reference/tokenizer.json"));
    expect(cases).toHaveLength(968);
    expect(cases.filter(({ text, ids }) => idsOf(text).join() !== ids.join())).toEqual([]);
  });

  test("any text becomes begin, tokens below begin, end, at most 77, and a second run is the same", () => {
    assert(
      property(string({ unit: "binary", maxLength: 200 }), (text) => {
        const ids = idsOf(text);
        expect(ids.length).toBeLessThanOrEqual(77);
        expect(ids[0]).toBe(49406);
        expect(ids.at(-1)).toBe(49407);
        expect(ids.slice(1, -1).filter((id) => id < 0 || id > 49407)).toEqual([]);
        expect(idsOf(text)).toEqual(ids);
      }),
    );
  });

  test("lone surrogates are read as U+FFFD", () => {
    expect(idsOf("a \ud800 b \udc00")).toEqual(idsOf("a \ufffd b \ufffd"));
  });

  test("a shorter context keeps the end token", () => {
    const short = createClipTokenizer({ contextLength: 4 });
    expect([...short.encode(["dark brown spot"])[0]]).toEqual([49406, 3144, 2866, 49407]);
    expect([...short.encode(["dark"])[0]]).toEqual([49406, 3144, 49407]);
  });

  test("canonical cleaning drops punctuation, as open_clip's canonicalize does", () => {
    const canonical = createClipTokenizer({ cleaning: "canonicalize" });
    expect(canonical.encode(["Dark_brown, (spot)!"])).toEqual(tokenizer.encode(["dark brown spot"]));
  });

  test("a megabyte of broken text is repaired and cut like any other", () => {
    const repeated = "Ã© lesion & border\n";
    expect(idsOf(repeated.repeat(50_000))).toEqual(idsOf(repeated.repeat(50)));
  });
});
