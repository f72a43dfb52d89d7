import type { PendingAnswer, PreprocessedImage } from "@lesion-atlas/core";

/** One image on its way. */
export interface PreprocessJob extends PendingAnswer<PreprocessedImage> {
  readonly imageBytes: Uint8Array;
}
