import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { createSession, deviceRemedy, gemmModel, probeDevice } from "../src/index.ts";

/** A device that onnxruntime-node has for another platform alone. */
const foreign = process.platform === "darwin" ? "dml" : "coreml";

test("the processor can always be used", async () => {
  expect(await probeDevice("cpu")).toEqual({ device: "cpu", usable: true });
});

test("a device of other platforms cannot, and where it can is said", async () => {
  expect(await probeDevice(foreign)).toEqual({
    device: foreign,
    usable: false,
    reason: `the onnxruntime of ${process.platform} ${process.arch} has no such provider`,
    remedy: expect.stringMatching(/^onnxruntime-node has it on (Windows|macOS)/),
  });
  await expect(createSession(gemmModel(), { device: foreign })).rejects.toMatchObject({
    code: "model_invalid",
    message: expect.stringContaining("it may run with --device cpu"),
  });
});

const library = `bin/napi-v6/linux/x64/libonnxruntime_providers_cuda.so`;
const cudaLibrary = fileURLToPath(new URL(`../../../node_modules/onnxruntime-node/${library}`, import.meta.url));
const lacksCuda = `${process.platform}/${process.arch}` === "linux/x64" && !existsSync(cudaLibrary);

test.skipIf(!lacksCuda)("CUDA without its libraries: onnxruntime names the one that it looked for", async () => {
  expect(await probeDevice("cuda")).toEqual({
    device: "cuda",
    usable: false,
    reason: expect.stringMatching(/^libonnxruntime_providers_\w+\.so: cannot open shared object file/),
    remedy: expect.stringContaining("--onnxruntime-node-install=cuda12"),
  });
});

test.each([
  ["cuda", "linux/x64", true],
  ["cuda", "win32/x64", false],
  ["dml", "win32/arm64", true],
  ["coreml", "darwin/arm64", true],
  ["webgpu", "linux/arm64", false],
  ["webgpu", "linux/x64", true],
] as const)("the package has %s on %s: %s", (device, platform, packaged) => {
  expect(deviceRemedy(device, platform).packaged).toBe(packaged);
});

test("looking for a device can be cancelled", async () => {
  await expect(probeDevice("webgpu", { signal: AbortSignal.abort() })).rejects.toMatchObject({ code: "cancelled" });
});
