import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { hasShared, needsShared, sharedFolder } from "../../../../test/support/shared.ts";
import { openCheckpoint } from "../../src/checkpoint/checkpoint.ts";
import { bytesOf, safetensorsBytes } from "./write-safetensors.ts";

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "checkpoint-"));
});
afterAll(() => rm(folder, { recursive: true }));

async function written(name: string, bytes: Uint8Array): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, bytes);
  return path;
}

describe("safetensors", () => {
  test("reads every float type exactly", async () => {
    const bits = Uint16Array.from([0x3c00, 0xc000, 0x0001, 0x7bff, 0x3555, 0xfc00]);
    const path = await written(
      "types.safetensors",
      safetensorsBytes({
        half: { dtype: "F16", shape: [2, 3], bytes: bytesOf(bits) },
        brain: { dtype: "BF16", shape: [3], bytes: bytesOf(Uint16Array.from([0x3f80, 0xc049, 0x0001])) },
        single: { dtype: "F32", shape: [2], bytes: bytesOf(Float32Array.from([0.1, -1e-42])) },
        double: { dtype: "F64", shape: [1], bytes: bytesOf(Float64Array.from([1 / 3])) },
        ids: { dtype: "I64", shape: [1, 2], bytes: bytesOf(BigInt64Array.from([0n, -76n])) },
        scalar: { dtype: "F32", shape: [], bytes: bytesOf(Float32Array.from([4.6])) },
        none: { dtype: "F32", shape: [0, 4], bytes: new Uint8Array() },
      }),
    );
    const checkpoint = await openCheckpoint(path);
    const read = async (name: string) => [...(await checkpoint.readFloat32(name))];
    expect(await read("half")).toEqual([1, -2, 2 ** -24, 65504, 1365 / 4096, Number.NEGATIVE_INFINITY]);
    expect(await read("brain")).toEqual([1, -3.140625, 2 ** -133]);
    expect(await read("single")).toEqual([Math.fround(0.1), Math.fround(-1e-42)]);
    expect(await read("double")).toEqual([Math.fround(1 / 3)]);
    expect(await read("ids")).toEqual([0, -76]);
    expect(await read("scalar")).toEqual([Math.fround(4.6)]);
    expect(await read("none")).toEqual([]);
    expect(checkpoint.tensors.get("half")).toMatchObject({ name: "half", shape: [2, 3], type: "float16" });
    await expect(checkpoint.readFloat32("other")).rejects.toMatchObject({ code: "model_invalid" });
    await checkpoint.close();
  });

  test("reads a tensor larger than one piece", async () => {
    const values = Float32Array.from({ length: 2_500_000 }, (_, index) => index % 9973);
    const halves = Uint16Array.from({ length: 2_500_000 }, (_, index) => 0x3f80 + (index % 100));
    const path = await written(
      "large",
      safetensorsBytes({
        a: { dtype: "F32", shape: [2500, 1000], bytes: bytesOf(values) },
        b: { dtype: "BF16", shape: [2_500_000], bytes: bytesOf(halves) },
      }),
    );
    const checkpoint = await openCheckpoint(path);
    expect(await checkpoint.readFloat32("a")).toEqual(values);
    const brain = await checkpoint.readFloat32("b");
    expect(brain[2_499_999]).toBe(1 + 99 / 128);
    await checkpoint.close();
  });

  test.each([
    ["a truncated file", (whole: Buffer) => whole.subarray(0, whole.length - 1), "model_invalid"],
    ["a truncated header", (whole: Buffer) => whole.subarray(0, 30), "model_invalid"],
    [
      "an element type that is not known",
      (whole: Buffer) => Buffer.from(whole.toString("latin1").replace("F32", "F99"), "latin1"),
      "unsupported",
    ],
    [
      "a header that is no JSON",
      (whole: Buffer) => Buffer.from(whole.toString("latin1").replace(":", "!"), "latin1"),
      "model_invalid",
    ],
    ["a Git LFS pointer", () => Buffer.from("version https://git-lfs.github.com/spec/v1\n"), "model_invalid"],
    ["text", () => Buffer.from("nothing of the kind"), "model_invalid"],
    ["an empty file", () => Buffer.alloc(0), "model_invalid"],
  ])("refuses %s", async (_, harm, code) => {
    const whole = safetensorsBytes({ w: { dtype: "F32", shape: [2], bytes: bytesOf(Float32Array.from([1, 2])) } });
    const path = await written("harmed", harm(whole));
    await expect(openCheckpoint(path)).rejects.toMatchObject({ code });
  });

  test("names a file that is not there", async () => {
    await expect(openCheckpoint(join(folder, "missing"))).rejects.toMatchObject({ code: "not_found" });
  });

  test.runIf(hasShared)(`reads the tiny checkpoints${needsShared}`, async () => {
    const quick = join(sharedFolder, "reference/tiny-openclip-quickgelu/open_clip_model.safetensors");
    const checkpoint = await openCheckpoint(quick);
    expect(checkpoint.tensors.get("token_embedding.weight")).toMatchObject({ shape: [49408, 48], type: "float32" });
    const [scale] = await checkpoint.readFloat32("logit_scale");
    expect(Math.exp(scale)).toBeCloseTo(1 / 0.07, 4);
    await checkpoint.close();
  });
});
