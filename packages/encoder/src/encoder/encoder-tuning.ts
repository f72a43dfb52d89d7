import type { Device, Lane } from "@lesion-atlas/core";

/** How an encoder's graphs are run; what is left out is the default. Vectors are the same but for their last digits. */
export interface EncoderTuning {
  device?: Device;
  /** Images a run of the image tower. */
  imagesARun?: number;
  /** Threads of one operator, on either lane. */
  threads?: Partial<Record<Lane, number>>;
}
