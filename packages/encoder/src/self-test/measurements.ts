import { mkdir, readFile, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";

/** The machine that a measurement is of. */
const machine = { processor: z.string(), measured_at: z.string() };

/** What `tuneModel` found, and where. */
const tuningSchema = z.object({
  images_a_run: z.int().positive(),
  bulk_threads: z.int().positive(),
  interactive_threads: z.int().positive().optional(),
  images_per_second: z.number(),
  text_ms: z.number().optional(),
  text_ms_while_indexing: z.number().optional(),
  memory_bytes: z.number(),
  complete: z.boolean(),
  ...machine,
  /** Logical processors that the process could use. */
  cores: z.int(),
});

/** What was measured of a model on this machine. */
const measurementsSchema = z.object({
  speed: z
    .object({
      images_per_second: z.number(),
      text_ms: z.number().optional(),
      threads: z.int(),
      ...machine,
    })
    .optional(),
  /** By device. */
  tuning: z.record(z.string(), tuningSchema).optional(),
  /** How it sees the same images as the model that it was made of. */
  comparison: z
    .object({
      against: z.string(),
      against_fingerprint: z.string(),
      images: z.int(),
      cosine_mean: z.number().optional(),
      cosine_p1: z.number().optional(),
      recall_at_10: z.number(),
      zero_shot_agreement: z.number().optional(),
    })
    .optional(),
});

export type Measurements = z.infer<typeof measurementsSchema>;
export type RecordedTuning = z.infer<typeof tuningSchema>;

/** @returns empty where nothing was measured */
export async function readMeasurements(modelsFolder: string, fingerprint: string): Promise<Measurements> {
  try {
    return measurementsSchema.parse(JSON.parse(await readFile(pathOf(modelsFolder, fingerprint), "utf8")));
  } catch {
    return {};
  }
}

/** Adds to what is there. */
export async function writeMeasurements(
  modelsFolder: string,
  fingerprint: string,
  measured: Measurements,
): Promise<void> {
  const path = pathOf(modelsFolder, fingerprint);
  await mkdir(join(path, ".."), { recursive: true });
  const before = await readMeasurements(modelsFolder, fingerprint);
  await writeFile(`${path}.new`, `${JSON.stringify({ ...before, ...measured }, null, 2)}\n`);
  await rename(`${path}.new`, path);
}

function pathOf(modelsFolder: string, fingerprint: string): string {
  return join(modelsFolder, ".measured", `${fingerprint}.json`);
}
