import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { AppError, type CallOptions } from "@lesion-atlas/core";
import { z } from "zod";

/** The file that makes a folder a backup; it is written last. */
export const manifestName = "manifest.json";

const count = z.int().nonnegative();
const sha256 = z.string().regex(/^[0-9a-f]{64}$/);

const modelSchema = z.object({
  id: z.string(),
  fingerprint: sha256,
  dimensions: z.int().positive(),
  logitScale: z.number(),
  templates: z.array(z.string()).readonly(),
  hasText: z.boolean(),
  license: z.string().optional(),
  remark: z.string().optional(),
});

/** What a backup says of itself. */
export const manifestSchema = z.object({
  /** Version of this layout. */
  format: z.literal(1),
  /** Which adapter can restore it. */
  kind: z.enum(["sqlite", "qdrant"]),
  /** Address of the store, without secrets. */
  from: z.string(),
  /** ISO 8601. */
  made_at: z.string(),
  /** False where something was written during the backup, so that counts may differ from what the files hold. */
  counts_exact: z.boolean(),
  images: count,
  /** Every model with its facts, its fingerprint and the number of its vectors. */
  models: z.array(z.object({ model: modelSchema, vectors: count })),
  /** Documents of each kind. */
  documents: z.record(z.string(), count),
  /** Version of the Qdrant server, for `qdrant`. */
  server: z.string().optional(),
  /** Everything in the folder beside this file, by path below it, with forward slashes. */
  files: z.array(z.object({ name: z.string(), bytes: count, sha256 })),
});

export type BackupManifest = z.infer<typeof manifestSchema>;

/**
 * Reads the manifest of a backup.
 *
 * @throws AppError `not_found` for a folder that is no complete backup, `invalid_input` for a manifest of another layout
 */
export async function readManifest(folder: string, { signal }: CallOptions = {}): Promise<BackupManifest> {
  const path = join(folder, manifestName);
  const text = await readFile(path, { encoding: "utf8", signal }).catch((error: unknown) => {
    throw new AppError("not_found", `${folder} is no backup: it has no ${manifestName} that can be read`, {
      cause: error,
    });
  });
  const parsed = manifestSchema.safeParse(parseJson(text));
  if (parsed.success) return parsed.data;
  throw new AppError("invalid_input", `${path} is no manifest of a backup: ${z.prettifyError(parsed.error)}`);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
