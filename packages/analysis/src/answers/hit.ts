import { type SearchHit, type StoredImage, imageRecordSchema, scalarSchema } from "@lesion-atlas/core";
import { z } from "zod";

/** The presence of one concept in one image, 0 to 1. */
export const conceptPresenceSchema = z.object({
  name: z.string(),
  weight: z.number(),
  presence: z.number(),
  calibrated: z.boolean(),
});

/** How an image stands to the one that was asked with, as far as the records say. */
export const relationSchema = z.enum(["same_lesion", "same_patient", "other"]);

export type Relation = z.infer<typeof relationSchema>;

/** One image found. */
export const hitSchema = z.object({
  id: z.uuid(),
  /** Cosine with the query. */
  score: z.number(),
  /** Of the whole query, 0 to 1; absent where the query is not made of words alone. */
  presence: z.number().optional(),
  /** Of each concept in the query. */
  concepts: z.array(conceptPresenceSchema).optional(),
  /** Of near-duplicates: bits of 64 in which the perceptual hashes differ. */
  hash_bits: z.int().optional(),
  /** Of images like a stored one, and its near-duplicates. */
  relation: relationSchema.optional(),
  /** Of near-duplicates: why it is one. */
  reasons: z.array(z.string()).optional(),
  archive: z.string(),
  key: z.string(),
  /** Path of the file inside its archive. */
  file: z.string(),
  /** Where the file lies on this machine; only the command line says it. */
  path: z.string().optional(),
  record: imageRecordSchema,
  /** What people wrote on the image. */
  fields: z.record(z.string(), z.union([scalarSchema, z.array(scalarSchema)])),
  /** True for an image that was drawn by a program and says so in its table. */
  synthetic: z.boolean().optional(),
  attribution: z.string().optional(),
  license: z.string().optional(),
  thumbnail_url: z.string().optional(),
});

export type Hit = z.infer<typeof hitSchema>;

/** A store's hit as every surface shows it; a surface adds presence or a thumbnail. */
export function toHit({ score, ...image }: SearchHit): Hit {
  const { id, archive, key, ...shown } = shownImage(image);
  return { id, score, archive, key, file: image.record.file, ...shown };
}

/** A stored image as every surface shows it. */
export function shownImage({ id, record, fields }: Pick<StoredImage, "id" | "record" | "fields">) {
  return {
    id,
    archive: record.archive,
    key: record.key,
    record,
    fields: Object.fromEntries(
      Object.entries(fields).map(([name, value]) => [name, typeof value === "object" ? [...value] : value]),
    ),
    synthetic: record.extra?.synthetic === true ? true : undefined,
    attribution: record.attribution,
    license: record.copyright_license,
  };
}
