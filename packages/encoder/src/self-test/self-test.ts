import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { AppError, type CallOptions, type Encoder } from "@lesion-atlas/core";
import { z } from "zod";
import { readJsonIfThere } from "../files/read-json.ts";
import type { ModelFile } from "../models/model-file.ts";
import { type ProbeDifference, probeDifference, probeEmbeddings } from "./probe-embeddings.ts";

/** A hidden file of a model folder: no part of the fingerprint. */
const selfTestFile = ".self-test.json";

const vectors = z.record(z.string(), z.array(z.number()));
const selfTestSchema = z.strictObject({ fingerprint: z.string(), images: vectors, texts: vectors });

/**
 * The largest 1 - cosine that passes. Processors differ in the order of their sums: float32 stays within 1e-6, weights
 * of fewer bits are rounded alike everywhere, but int8 kernels round activations, some of them with saturation.
 */
const tolerances: Record<ModelFile["precision"], number> = { fp32: 1e-5, fp16: 1e-4, int8: 1e-2 };
/** Where tokens are merged the last digit may decide between two that are as much alike. */
const mergingTolerance = 1e-2;

export interface SelfTestResult extends ProbeDifference {
  tolerance: number;
  ok: boolean;
}

/**
 * Encodes the bundled phantoms and phrases and keeps the embeddings in the model's folder. Does nothing where the folder
 * cannot be written to.
 *
 * @throws as `Encoder`
 */
export async function recordSelfTest(folder: string, encoder: Encoder, options: CallOptions = {}): Promise<void> {
  const { images, texts } = await probeEmbeddings(encoder, options);
  const rounded = (found: Record<string, Float32Array>) =>
    Object.fromEntries(Object.entries(found).map(([name, vector]) => [name, Array.from(vector, roundedTo7)]));
  const content = { fingerprint: encoder.model.fingerprint, images: rounded(images), texts: rounded(texts) };
  await writeFile(join(folder, selfTestFile), `${JSON.stringify(content)}\n`).catch(() => {});
}

/**
 * Encodes them again and compares.
 *
 * @returns undefined where nothing was recorded for this model, or of another fingerprint
 * @throws AppError `model_invalid` for a damaged file; as `Encoder`
 */
export async function runSelfTest(
  folder: string,
  encoder: Encoder,
  { precision, token_merging }: Pick<ModelFile, "precision" | "token_merging">,
  options: CallOptions = {},
): Promise<SelfTestResult | undefined> {
  const path = join(folder, selfTestFile);
  const json = await readJsonIfThere(path, options);
  if (json === undefined) return undefined;
  const recorded = selfTestSchema.safeParse(json).data;
  if (!recorded) throw new AppError("model_invalid", `${path} is damaged; delete it and verify again`);
  if (recorded.fingerprint !== encoder.model.fingerprint) return undefined;
  const found = probeDifference(await probeEmbeddings(encoder, options), recorded);
  if (!found) return undefined;
  const tolerance = token_merging === undefined ? tolerances[precision] : mergingTolerance;
  return { ...found, tolerance, ok: found.cosine <= tolerance };
}

function roundedTo7(value: number): number {
  return Number(value.toPrecision(7));
}
