import { z } from "zod";

/** A cell of a table whose column we do not know: kept under its own name in `extra`. */
export const scalarSchema = z.union([z.string(), z.number(), z.boolean()]);
export type Scalar = z.infer<typeof scalarSchema>;

/** The ISIC Archive's own columns (DOMAIN.md, 1), all optional: a download holds only those that occur in it. */
export const clinicalSchema = z.object({
  isic_id: z.string().optional(),
  attribution: z.string().optional(),
  copyright_license: z.string().optional(),
  patient_id: z.string().optional(),
  lesion_id: z.string().optional(),
  age_approx: z.number().optional(),
  sex: z.string().optional(),
  fitzpatrick_skin_type: z.string().optional(),
  personal_hx_mm: z.boolean().optional(),
  family_hx_mm: z.boolean().optional(),
  acquisition_day: z.number().optional(),
  clin_size_long_diam_mm: z.number().optional(),
  melanocytic: z.boolean().optional(),
  concomitant_biopsy: z.boolean().optional(),
  /** Replaced by `anatom_site_1..5` in May 2026; `site` is one facet over both. */
  anatom_site_general: z.string().optional(),
  anatom_site_special: z.string().optional(),
  anatom_site_1: z.string().optional(),
  anatom_site_2: z.string().optional(),
  anatom_site_3: z.string().optional(),
  anatom_site_4: z.string().optional(),
  anatom_site_5: z.string().optional(),
  /** Derived: `anatom_site_1`, else what it would be for the older columns. */
  site: z.string().optional(),
  diagnosis: z.string().optional(),
  benign_malignant: z.string().optional(),
  diagnosis_confirm_type: z.string().optional(),
  diagnosis_1: z.string().optional(),
  diagnosis_2: z.string().optional(),
  diagnosis_3: z.string().optional(),
  diagnosis_4: z.string().optional(),
  diagnosis_5: z.string().optional(),
  mel_mitotic_index: z.string().optional(),
  mel_thick_mm: z.number().optional(),
  mel_ulcer: z.boolean().optional(),
  image_type: z.string().optional(),
  dermoscopic_type: z.string().optional(),
  tbp_tile_type: z.string().optional(),
  image_manipulation: z.string().optional(),
  rcm_case_id: z.string().optional(),
  /** Columns beyond these, under their own names. */
  extra: z.record(z.string(), scalarSchema).optional(),
});

/** What an archive's own tables say of one image. */
export type ClinicalRecord = z.infer<typeof clinicalSchema>;

/** Everything stored about one image, but for its vectors and what people wrote on it. */
export const imageRecordSchema = clinicalSchema.extend({
  /** UUID v5 of archive and key (`imageId`). */
  id: z.uuid(),
  archive: z.string().min(1),
  key: z.string().min(1),
  /** Path of the file inside its archive, with forward slashes. */
  file: z.string().min(1),
  /** SHA-256 of the file's bytes, hex. */
  content_hash: z.string().regex(/^[0-9a-f]{64}$/),
  /** 64-bit DCT hash, 16 hex digits. */
  perceptual_hash: z.string().regex(/^[0-9a-f]{16}$/),
  /** Pixels, as stored in the file. */
  width: z.int().positive(),
  height: z.int().positive(),
  byte_size: z.int().nonnegative(),
  /** Milliseconds since 1970, where the archive knows it. */
  modified_at: z.number().optional(),
  /** For splits without leakage: the patient, else the lesion; absent where neither is known. */
  group: z.string().optional(),
});

export type ImageRecord = z.infer<typeof imageRecordSchema>;

/** Names of the record's columns that hold one scalar each: what can be filtered, faceted and shown as a column. */
export const recordFields: readonly string[] = Object.keys(imageRecordSchema.shape).filter((name) => name !== "extra");

/** What people wrote on an image (tags, fields): a namespace of its own that no re-index touches. */
export type FieldValue = Scalar | readonly Scalar[];
export type Fields = Readonly<Record<string, FieldValue>>;
