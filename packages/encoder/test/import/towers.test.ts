import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type ModelSession, createSession, floatTensor } from "@lesion-atlas/compute";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openCheckpoint } from "../../src/checkpoint/checkpoint.ts";
import { readOpenClipConfiguration } from "../../src/import/configuration/read-open-clip.ts";
import { clipGraphs } from "../../src/import/graph/clip-graphs.ts";
import { imageValues } from "../../src/import/graph/image-tower.ts";
import { takesAnyLength } from "../../src/import/graph/text-tower.ts";
import { checkWeights } from "../../src/import/weights/check-weights.ts";
import { openClipNames } from "../../src/import/weights/open-clip-names.ts";
import { writeTower } from "../../src/import/weights/write-tower.ts";
import { drawnValues } from "./drawn-weights.ts";
import { type RecordedCase, greatestDifference, recordedCases, tensorsOf } from "./recorded-cases.ts";
import { encodeRows, rowsOf } from "./tower-rows.ts";
import { writeSafetensors } from "./write-safetensors.ts";

/** The embeddings have components of about 1. */
const tolerance = 1e-5;

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "lesion-towers-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe.each(recordedCases.map((recorded) => [recorded.name, recorded] as const))("%s", (_, recorded) => {
  let sessions: { image: ModelSession; text: ModelSession };
  beforeAll(async () => {
    sessions = await openTowers(recorded);
  });
  afterAll(async () => {
    await sessions?.image.close();
    await sessions?.text.close();
  });

  test("images get the embeddings that open_clip computes", async () => {
    const size = recorded.model_cfg.vision_cfg.image_size;
    const pixels = floatTensor(drawnValues("pixels", 2 * 3 * size * size), [2, 3, size, size]);
    const { embedding } = await sessions.image.run({ [imageValues.input]: pixels });
    expect(embedding.shape).toEqual([2, recorded.model_cfg.embed_dim]);
    expect(greatestDifference(rowsOf(embedding), recorded.images)).toBeLessThan(tolerance);
  });

  test("texts get the embeddings that open_clip computes, however long the rows are where the length is free", async () => {
    const { contextLength } = readOpenClipConfiguration(recorded).text;
    const longest = Math.max(...recorded.texts.map((text) => text.length));
    expect(longest).toBe(contextLength);
    expect(await encode(sessions.text, recorded.texts, contextLength)).toBeLessThan(tolerance);
    if (!takesAnyLength(readOpenClipConfiguration(recorded).text)) return;
    for (const [index, text] of recorded.texts.entries()) {
      const alone = await encodeRows(sessions.text, [text], text.length);
      expect(greatestDifference(alone, [recorded.embeddings[index]])).toBeLessThan(tolerance);
    }
  });

  async function encode(session: ModelSession, texts: number[][], length: number): Promise<number> {
    return greatestDifference(await encodeRows(session, texts, length), recorded.embeddings);
  }
});

async function openTowers(recorded: RecordedCase): Promise<{ image: ModelSession; text: ModelSession }> {
  const place = await mkdtemp(join(folder, "model-"));
  const weights = join(place, "weights.safetensors");
  await writeSafetensors(weights, tensorsOf(recorded));
  const checkpoint = await openCheckpoint(weights);
  const towers = clipGraphs(readOpenClipConfiguration(recorded));
  const sources = openClipNames(new Set(checkpoint.tensors.keys()));
  const planned = towers.flatMap(({ graph }) => graph.planned);
  checkWeights(checkpoint.tensors, [...planned, { name: "logit_scale", shape: [] }], sources);
  for (const tower of towers) await writeTower(place, tower, checkpoint, sources);
  await checkpoint.close();
  return {
    image: await createSession(join(place, "image.onnx")),
    text: await createSession(join(place, "text.onnx")),
  };
}
