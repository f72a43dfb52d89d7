import type { PendingAnswer, PreprocessedImage } from "@lesion-atlas/core";

/** One image on its way. */
export interface PreprocessJob extends PendingAnswer<PreprocessedImage> {
  readonly imageBytes: Uint8Array;
  /** After this time on a thread the thread is ended, and the image with it. */
  readonly limitMs?: number;
}
