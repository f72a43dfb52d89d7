import type { Encoder } from "@lesion-atlas/core";
import { createPreprocessor, preprocessingSchema } from "@lesion-atlas/encoder";
import { onTestFinished } from "vitest";
import { createPixelEncoder } from "./pixel-encoder.ts";

/** The pixel encoder behind the product's own decoding and resampling; it goes with the test. */
export function decodingEncoder(): Encoder {
  const preprocessor = createPreprocessor(preprocessingSchema.parse({ size: 8 }), { threads: 2 });
  onTestFinished(() => preprocessor.close());
  return { ...createPixelEncoder(8), preprocess: preprocessor.preprocess };
}
