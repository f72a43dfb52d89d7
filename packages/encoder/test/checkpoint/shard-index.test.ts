import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { openCheckpoint } from "../../src/checkpoint/checkpoint.ts";
import { temporaryFolder } from "./temporary-folder.ts";
import { bytesOf, safetensorsBytes } from "./write-safetensors.ts";

const one = (value: number) => ({ dtype: "F32", shape: [1], bytes: bytesOf(Float32Array.from([value])) });

function sharded(weightMap: Record<string, string>): string {
  const folder = temporaryFolder();
  writeFileSync(join(folder, "model-1.safetensors"), safetensorsBytes({ a: one(1), unlisted: one(9) }));
  writeFileSync(join(folder, "model-2.safetensors"), safetensorsBytes({ b: one(2), c: one(3) }));
  const path = join(folder, "model.safetensors.index.json");
  writeFileSync(path, JSON.stringify({ metadata: { total_size: 12 }, weight_map: weightMap }, null, 2));
  return path;
}

test("reads a checkpoint in several files, the tensors that its index names", async () => {
  const path = sharded({ a: "model-1.safetensors", b: "model-2.safetensors", c: "model-2.safetensors" });
  const checkpoint = await openCheckpoint(path);
  expect([...checkpoint.tensors.keys()]).toEqual(["a", "b", "c"]);
  expect((await checkpoint.readFloat32("c"))[0]).toBe(3);
  expect((await checkpoint.readFloat32("a"))[0]).toBe(1);
  await checkpoint.close();
});

test.each([
  ["a file that is not there", { a: "model-3.safetensors" }, "not_found"],
  ["a tensor that its file lacks", { a: "model-2.safetensors" }, "model_invalid"],
  ["a file elsewhere", { a: "../model-1.safetensors" }, "model_invalid"],
  ["itself", { a: "model.safetensors.index.json" }, "model_invalid"],
])("refuses an index that names %s", async (_, weightMap, code) => {
  await expect(openCheckpoint(sharded(weightMap as Record<string, string>))).rejects.toMatchObject({ code });
});

test("refuses JSON that is no index", async () => {
  const path = join(temporaryFolder(), "config.json");
  writeFileSync(path, '{ "model_cfg": {} }');
  await expect(openCheckpoint(path)).rejects.toMatchObject({ code: "model_invalid" });
});
