import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { hasShared, needsShared, sharedFolder } from "../../../../test/support/shared.ts";
import { readPlainPickle } from "../../src/pickle/read-plain-pickle.ts";
import { ops, pickle } from "./write-pickle.ts";

describe("plain pickles", () => {
  test("are read as JSON would be", () => {
    const body = ops.dict({
      nv: ops.list(ops.text("a.jpg")),
      mel: ops.tuple(ops.int(1), "(K\x02\x91"),
      ["__proto__"]: "N",
    });
    expect(JSON.stringify(readPlainPickle(pickle(body)))).toBe('{"nv":["a.jpg"],"mel":[1,[2]],"__proto__":null}');
  });

  test.each([
    ["a global", ops.global("numpy", "ndarray")],
    ["bytes", "C\x01a"],
    ["an integer beyond 2^53", "\x8a\x08\xff\xff\xff\xff\xff\xff\xff\x7f"],
    ["a tuple as a key", "})Ns"],
    ["a list that holds itself", "]q\x00h\x00a"],
    ["a list of lists of the same lists", `]q\x00${"]q\x01(h\x00h\x00e0h\x01q\x00".repeat(40)}`],
  ])("with %s are refused", (_, body) => {
    expect(() => readPlainPickle(pickle(body))).toThrow(expect.objectContaining({ code: "model_invalid" }));
  });

  test.runIf(hasShared)(`the splits of the paper${needsShared}`, () => {
    const files = globSync(join(sharedFolder, "knobo/datasets/*/splits/*.p"));
    expect(files).toHaveLength(30);
    const split = readPlainPickle(
      readFileSync(join(sharedFolder, "knobo/datasets/HAM10000/splits/class2images_test.p")),
    );
    const images = Object.values(split as Record<string, string[]>).flat();
    expect(Object.keys(split as object)).toHaveLength(7);
    expect(images).toHaveLength(1005);
    for (const file of files) {
      for (const paths of Object.values(readPlainPickle(readFileSync(file)) as Record<string, string[]>)) {
        expect(paths.every((path) => typeof path === "string" && path.length > 0)).toBe(true);
      }
    }
  });
});
