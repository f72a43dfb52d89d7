import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { createHuggingfaceTokenizer } from "../../src/tokenizer/create-huggingface-tokenizer.ts";

interface Recorded {
  tokenizer: object;
  cases: { text: string; ids: number[] }[];
}
const recorded: Recorded = JSON.parse(readFileSync(new URL("word-piece.json", import.meta.url), "utf8"));
const tokenizer = createHuggingfaceTokenizer(recorded.tokenizer, { contextLength: 8 });

test.each(recorded.cases)("the ids that tokenizers gives for $text, cut inside the special tokens", ({ text, ids }) => {
  expect([...tokenizer.encode([text])[0]]).toEqual(ids);
});

test("the pad token is the file's [PAD] unless the caller names another", () => {
  expect(tokenizer.padToken).toBe(0);
  expect(createHuggingfaceTokenizer(recorded.tokenizer, { contextLength: 8, padToken: 7 }).padToken).toBe(7);
});

test("open_clip's cleaning can run first", () => {
  const cleaning = createHuggingfaceTokenizer(recorded.tokenizer, { contextLength: 8, cleaning: "whitespace" });
  expect(cleaning.encode(["dark&nbsp;&#98;rown"])).toEqual(tokenizer.encode(["dark brown"]));
  expect(tokenizer.encode(["dark&nbsp;&#98;rown"])).not.toEqual(tokenizer.encode(["dark brown"]));
});

test("a file that is no tokenizer is refused", () => {
  expect(() => createHuggingfaceTokenizer({ vocab: {} }, { contextLength: 8 })).toThrow(
    expect.objectContaining({ code: "model_invalid" }),
  );
  const unknown = { ...recorded.tokenizer, model: { type: "Oracle", vocab: {} } };
  expect(() => createHuggingfaceTokenizer(unknown, { contextLength: 8 })).toThrow(
    expect.objectContaining({ code: "unsupported" }),
  );
});
