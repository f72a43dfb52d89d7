import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createCompute } from "@lesion-atlas/compute";
import { afterAll, afterEach, beforeEach, expect, onTestFinished, test } from "vitest";
import { needsPython, python, pythonTimeoutMs } from "../../../../test/support/find-python.ts";
import { hasShared, needsShared, sharedFolder } from "../../../../test/support/shared.ts";
import { writeSmallCheckpoint } from "../../../../test/support/small-checkpoint.ts";
import { compareWithPython, createEncoder, importModel } from "../../src/index.ts";

const compute = createCompute({ interactiveThreads: 1, bulkThreads: 1 });
afterAll(() => compute.close());
let place: string;
beforeEach(() => void (place = mkdtempSync(join(tmpdir(), "lesion-python-"))));
afterEach(() => rmSync(place, { recursive: true, force: true }));

async function imported(checkpoint: string) {
  const folder = await importModel(checkpoint, { id: "small", modelsFolder: join(place, "models") });
  const encoder = await createEncoder(folder, { compute, threads: 1 });
  onTestFinished(() => encoder.close());
  return encoder;
}

test.skipIf(!python)(
  `open_clip gives the same embeddings of pictures and texts${needsPython}`,
  async () => {
    const checkpoint = writeSmallCheckpoint(join(place, "checkpoint"));
    const found = await compareWithPython(await imported(checkpoint), { python: python!, checkpoint });
    expect(found.library).toBe("open_clip");
    expect(found.cosine).toBeLessThan(1e-6);
  },
  pythonTimeoutMs,
);

test.skipIf(!python || !hasShared)(
  `so does transformers${needsPython || needsShared}`,
  async () => {
    const checkpoint = join(sharedFolder, "reference", "tiny-hf-clip");
    const found = await compareWithPython(await imported(checkpoint), { python: python!, checkpoint });
    expect(found.library).toBe("transformers");
    expect(found.cosine).toBeLessThan(1e-5);
  },
  pythonTimeoutMs,
);

test("says what is missing: the interpreter, the package, the checkpoint", async () => {
  const checkpoint = writeSmallCheckpoint(join(place, "checkpoint"));
  const encoder = await imported(checkpoint);
  await expect(compareWithPython(encoder, { python: join(place, "none"), checkpoint })).rejects.toThrow(/--python/);
  const stub = join(place, "python");
  writeFileSync(stub, "#!/bin/sh\necho \"ModuleNotFoundError: No module named 'torch'\" >&2\nexit 1\n", {
    mode: 0o755,
  });
  await expect(compareWithPython(encoder, { python: stub, checkpoint })).rejects.toMatchObject({
    code: "unsupported",
    message: expect.stringContaining("No module named 'torch'"),
  });
  await expect(compareWithPython(encoder, { python: stub, checkpoint: place })).rejects.toMatchObject({
    code: "not_found",
  });
});
