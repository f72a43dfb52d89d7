import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { createSession, floatTensor, gemmModel } from "../src/index.ts";

const folder = mkdtempSync(join(tmpdir(), "lesion-compute-"));
afterAll(() => rmSync(folder, { recursive: true }));

describe("a session on the calling thread", () => {
  test("runs a graph from a file and tells its signature", async () => {
    const path = join(folder, "gemm.onnx");
    writeFileSync(path, gemmModel());
    const session = await createSession(path);
    expect(session.signature).toEqual({
      inputs: [
        { name: "left", type: "float32", shape: ["left_rows", "columns"] },
        { name: "right", type: "float32", shape: ["right_rows", "columns"] },
      ],
      outputs: [{ name: "product", type: "float32", shape: ["left_rows", "right_rows"] }],
    });
    const { product } = await session.run({
      left: floatTensor(Float32Array.of(1, 2), [1, 2]),
      right: floatTensor(Float32Array.of(3, 4, 5, 6), [2, 2]),
    });
    expect(product).toEqual({ type: "float32", shape: [1, 2], values: Float32Array.of(11, 17) });
    await session.close();
  });

  test.each([
    ["bytes that are no graph", new Uint8Array([1, 2, 3, 4])],
    ["a file that is not there", join(folder, "absent.onnx")],
    ["a truncated graph", gemmModel().subarray(0, 40)],
  ])("%s: model_invalid", async (_, source) => {
    await expect(createSession(source)).rejects.toMatchObject({ code: "model_invalid" });
  });

  test("feeds that do not fit are refused with what is wrong", async () => {
    const session = await createSession(gemmModel());
    const right = floatTensor(Float32Array.of(3, 4, 5, 6), [2, 2]);
    await expect(session.run({ left: floatTensor(Float32Array.of(1, 2, 3), [1, 2]), right })).rejects.toMatchObject({
      code: "invalid_input",
      message: expect.stringContaining('"left" of shape [1, 2] needs 2 values and has 3'),
    });
    await expect(session.run({ left: floatTensor(Float32Array.of(1, 2, 3), [1, 3]), right })).rejects.toMatchObject({
      code: "invalid_input",
      message: expect.stringContaining("the model refused its input"),
    });
    await expect(session.run({ right })).rejects.toMatchObject({ code: "invalid_input" });
    await session.close();
  });
});
