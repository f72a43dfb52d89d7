import type { QdrantCollectionOptions } from "@lesion-atlas/store";

/** How vectors are kept; a name in figures, and the options of the adapter. */
export const precisions = {
  fp32: { quantization: { kind: "none" } },
  fp16: { vectorType: "float16", quantization: { kind: "none" } },
  int8: { quantization: { kind: "scalar" } },
  binary: { quantization: { kind: "binary" } },
} as const satisfies Record<string, QdrantCollectionOptions>;

export type Precision = keyof typeof precisions;

/** What the processes of this bench are started with, as JSON. */
export interface ScaleSetting {
  precision: Precision;
  images: number;
  /** Of the vectors in `vectors`; the stored ones have three times as many components. */
  sourceDimensions: number;
  /** Folder with `stored.f32` and `asked-images.f32`. */
  vectors: string;
  url: string;
}
