import type { PhantomParameters } from "../parameters/parameters.ts";

/** How an extra image was made from one that the archive has already. */
export const duplicateKinds = [
  "copy",
  "re-encoded",
  "rotated",
  "mirrored",
  "cropped",
  "recoloured",
  "resized",
  "same lesion again",
] as const;
export type DuplicateKind = (typeof duplicateKinds)[number];

export const missingKinds = ["age and sex", "site", "diagnosis", "whole row"] as const;
export type MissingKind = (typeof missingKinds)[number];

export const brokenKinds = ["empty", "truncated", "not an image", "overwritten"] as const;
export type BrokenKind = (typeof brokenKinds)[number];

export type Split = "train" | "validation" | "test";

/** A row of `truth/planted.csv`. */
export interface PlantedFault {
  fault: "duplicate" | "label error" | "off-topic" | "leak" | "missing metadata" | "broken file";
  /** Which sort of it. */
  kind: string;
  /** The image that it concerns besides its own: the source of a duplicate, the other side of a leak. */
  other?: string;
  /** What would be right: the drawn diagnosis, the patient's split. */
  truth?: string;
}

/** What the table says of one image. Cells as an ISIC download spells them; absent where unknown. */
export type MetadataRow = Record<string, string | number | undefined>;

/** What to show instead of a phantom as its parameters say. */
export type ImageEdit =
  | { kind: Exclude<DuplicateKind, "same lesion again">; seed: number }
  | { kind: "off-topic"; seed: number }
  | { kind: "broken"; how: BrokenKind; seed: number };

/** Everything that one file and its rows are made from. */
export interface ImagePlan {
  isicId: string;
  parameters: PhantomParameters;
  /** The diagnosis that was drawn. */
  archetype: string;
  lesionId: string;
  patientId: string;
  edit?: ImageEdit;
  metadata: MetadataRow;
  planted: PlantedFault[];
}
