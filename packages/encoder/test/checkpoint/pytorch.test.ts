import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { hasShared, needsShared, sharedFolder } from "../../../../test/support/shared.ts";
import { openCheckpoint } from "../../src/checkpoint/checkpoint.ts";
import { ops, pickle } from "../pickle/write-pickle.ts";
import { temporaryFolder } from "./temporary-folder.ts";
import { type Storage, parameter, stateDict, tensor, torchLegacy, torchZip } from "./write-pytorch.ts";
import { bytesOf } from "./write-safetensors.ts";

const counting: Storage = { type: "FloatStorage", elements: 6, bytes: bytesOf(Float32Array.from([0, 1, 2, 3, 4, 5])) };
const halves: Storage = { type: "HalfStorage", elements: 2, bytes: bytesOf(Uint16Array.from([0x3c00, 0xc000])) };
const brains: Storage = { type: "BFloat16Storage", elements: 1, bytes: bytesOf(Uint16Array.from([0xc049])) };
const ids: Storage = { type: "LongStorage", elements: 2, bytes: bytesOf(BigInt64Array.from([7n, 49407n])) };
const storages = { 0: counting, 1: halves, 2: brains, 3: ids };

const weights = {
  dense: tensor("0", counting, [2, 3], [3, 1]),
  transposed: parameter(tensor("0", counting, [3, 2], [1, 3])),
  part: tensor("0", counting, [2], [2], 1),
  repeated: tensor("0", counting, [2, 3], [0, 1], 3),
  half: tensor("1", halves, [2], [1]),
  brain: tensor("2", brains, [], []),
  ids: tensor("3", ids, [1, 2], [2, 1]),
  version: ops.int(3),
};
const read = {
  dense: [0, 1, 2, 3, 4, 5],
  transposed: [0, 3, 1, 4, 2, 5],
  part: [1, 3],
  repeated: [3, 4, 5, 3, 4, 5],
  half: [1, -2],
  brain: [-3.140625],
  ids: [7, 49407],
};

async function readAll(bytes: Uint8Array): Promise<Record<string, number[]>> {
  const checkpoint = await openCheckpoint(await written(bytes));
  const values: Record<string, number[]> = {};
  for (const name of checkpoint.tensors.keys()) values[name] = [...(await checkpoint.readFloat32(name))];
  await checkpoint.close();
  return values;
}

async function written(bytes: Uint8Array): Promise<string> {
  const path = join(temporaryFolder(), "weights");
  await writeFile(path, bytes);
  return path;
}

const layouts = { zip: torchZip, legacy: torchLegacy };

describe.each(Object.entries(layouts))("PyTorch's %s layout", (layout, torchFile) => {
  test("reads every view of a storage", async () => {
    expect(await readAll(torchFile(stateDict(weights), storages))).toEqual(read);
  });

  test("finds the state dict among what a training keeps, without its wrapper", async () => {
    const moments: Storage = { type: "DoubleStorage", elements: 1, bytes: bytesOf(Float64Array.from([0.5])) };
    const wrapped = Object.fromEntries(Object.entries(weights).map(([name, body]) => [`module.${name}`, body]));
    const body = ops.dict({
      epoch: ops.int(3),
      optimizer: ops.dict({ state: tensor("m", moments, [1], [1]) }),
      state_dict: stateDict(wrapped),
    });
    expect(await readAll(torchFile(body, { m: moments, ...storages }))).toEqual(read);
  });

  test("leaves names alone that only some tensors begin with module.", async () => {
    const named = { "module.a": weights.dense, b: weights.dense };
    expect(Object.keys(await readAll(torchFile(stateDict(named), { 0: counting })))).toEqual(["module.a", "b"]);
  });

  test.each([
    [
      "os.system by REDUCE",
      ops.dict({ w: weights.dense, x: ops.call(ops.global("os", "system"), ops.text("id")) }),
      "os.system",
    ],
    ["a type that no state dict has", ops.dict({ args: ops.global("argparse", "Namespace") }), "argparse.Namespace"],
    [
      "bytes that would be loaded",
      ops.call(ops.global("torch.storage", "_load_from_bytes"), "C\x00"),
      "_load_from_bytes",
    ],
  ])("refuses %s by its name", async (_, body, name) => {
    const opened = openCheckpoint(await written(torchFile(body, storages)));
    await expect(opened).rejects.toMatchObject({ code: "model_invalid", message: expect.stringContaining(name) });
  });

  test.each([
    ["no tensors", ops.dict({ epoch: ops.int(1) })],
    ["a bare tensor", weights.dense],
    ["a view beyond its storage", ops.dict({ w: tensor("0", counting, [2, 4], [3, 1]) })],
    ["an offset beyond its storage", ops.dict({ w: tensor("0", counting, [1], [1], 6) })],
    ["negative sizes", ops.dict({ w: tensor("0", counting, [-1], [1]) })],
    ["strides of another rank", ops.dict({ w: tensor("0", counting, [2, 3], [1]) })],
    ["a storage that is not there", ops.dict({ w: tensor("9", counting, [6], [1]) })],
    ["a tensor without a storage", ops.dict({ w: ops.call(ops.global("torch._utils", "_rebuild_tensor_v2"), "N") })],
    [
      "a storage of no type",
      ops.dict({ w: `${ops.tuple(ops.text("storage"), "N", ops.text("0"), ops.text("cpu"), "K\x06")}Q` }),
    ],
  ])("refuses %s", async (_, body) => {
    const opened = openCheckpoint(await written(torchFile(body, storages)));
    await expect(opened).rejects.toMatchObject({ code: "model_invalid" });
  });

  test("refuses every cut", async () => {
    const whole = torchFile(stateDict(weights), storages);
    for (let length = layout === "zip" ? 4 : 2; length < whole.length; length += 37) {
      const opened = openCheckpoint(await written(whole.subarray(0, length)));
      await expect(opened).rejects.toMatchObject({ code: "model_invalid" });
    }
  });
});

describe("PyTorch's zip layout", () => {
  test("reads zip64", async () => {
    expect(await readAll(torchZip(stateDict(weights), storages, { zip64: true }))).toEqual(read);
  });

  test.each([
    ["TorchScript", { extra: { "weights/constants.pkl": "" } }, "unsupported"],
    ["a big-endian machine's", { extra: { "weights/byteorder": "big" } }, "unsupported"],
    ["compressed entries", { method: 8 }, "unsupported"],
    ["a pickle that is a bomb", { extra: { "weights/data.pkl": "(".repeat(33 * 2 ** 20) } }, "too_large"],
    ["a storage that is too short", { extra: { "weights/data/0": "12345678" } }, "model_invalid"],
  ])("refuses %s", async (_, options, code) => {
    const opened = openCheckpoint(await written(torchZip(stateDict(weights), storages, options)));
    await expect(opened).rejects.toMatchObject({ code });
  });
});

describe("PyTorch's legacy layout", () => {
  test("reads a storage that is a part of another", async () => {
    const view = ops.tuple(ops.text("view"), ops.int(2), ops.int(4));
    const body = ops.dict({ w: tensor("0", counting, [2], [1], 1, view) });
    expect(await readAll(torchLegacy(body, { 0: counting }))).toEqual({ w: [3, 4] });
  });

  test.each([
    ["another pickle", pickle(ops.dict({ a: ops.int(1) })), "model_invalid"],
    ["a hostile pickle", pickle(ops.call(ops.global("os", "system"), ops.text("id"))), "model_invalid"],
    ["a big-endian machine's", torchLegacy(stateDict(weights), storages, false), "unsupported"],
    [
      "a storage of impossible length",
      torchLegacy(stateDict(weights), { ...storages, 0: { ...counting, elements: 2 ** 52 } }),
      "model_invalid",
    ],
  ])("refuses %s", async (_, bytes, code) => {
    await expect(openCheckpoint(await written(bytes))).rejects.toMatchObject({ code });
  });
});

test.runIf(hasShared)(`a checkpoint of open_clip${needsShared}`, async () => {
  const checkpoint = await openCheckpoint(join(sharedFolder, "reference/tiny-openclip/open_clip_pytorch_model.bin"));
  expect(checkpoint.tensors.size).toBe(74);
  expect(checkpoint.tensors.get("visual.proj")).toMatchObject({ shape: [64, 48], type: "float32" });
  const projection = await checkpoint.readFloat32("visual.proj");
  // As torch.load has it.
  expect([...projection.subarray(0, 3)]).toEqual([0.07176432013511658, 0.07215605, -0.012334115].map(Math.fround));
  await expect(checkpoint.readFloat32("visual.proj", { signal: AbortSignal.abort() })).rejects.toMatchObject({
    code: "cancelled",
  });
  await checkpoint.close();
});
