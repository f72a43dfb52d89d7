import { type ImageRecord, imageId } from "@lesion-atlas/core";
import { createRandom } from "@lesion-atlas/phantom";
import type { TestService } from "./service.ts";

/** Adds 60 images that look alike in nothing, half of them benign, half malignant: what a probe can be fitted on. */
export async function addLabelled({ ports }: TestService): Promise<void> {
  const { store, encoder } = ports;
  const { dimensions, fingerprint } = encoder.model;
  const random = createRandom(1, "labelled images");
  await store.upsert(
    Array.from({ length: 60 }, (_, n) => {
      const isMalignant = n % 2 === 0;
      const values = Float32Array.from(
        { length: dimensions },
        (__, i) => random.next() - 0.5 + (i === 0 && isMalignant ? 1 : 0),
      );
      const length = Math.hypot(...values);
      return {
        record: {
          ...labelledRecord(n),
          copyright_license: "CC-0",
          sex: n % 3 === 0 ? "female" : "male",
          diagnosis_1: isMalignant ? "Malignant" : "Benign",
        },
        vector: { fingerprint, values: values.map((value) => value / length) },
      };
    }),
  );
}

/** The record of the nth image of an archive `labelled`, of which nothing clinical is known. */
export function labelledRecord(n: number): ImageRecord {
  return {
    id: imageId("labelled", String(n)),
    archive: "labelled",
    key: String(n),
    file: `${n}.png`,
    content_hash: n.toString(16).padStart(64, "0"),
    perceptual_hash: n.toString(16).padStart(16, "0"),
    width: 8,
    height: 8,
    byte_size: 100,
  };
}
