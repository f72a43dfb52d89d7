import { AppError } from "@lesion-atlas/core";
import { z } from "zod";
import { stemOf } from "./fixed-split.ts";
import { type SplitPart, splitParts } from "./split.ts";

/** One part of a published split: class -> image paths, as the pickles of KnoBo hold it. */
export const classImagesSchema = z.record(z.string().min(1), z.array(z.string().min(1)));

export interface PublishedSplit {
  /** Image name (file stem) -> part. */
  parts: ReadonlyMap<string, SplitPart>;
  /** Image name -> class, as the split says it. */
  labels: ReadonlyMap<string, string>;
}

/**
 * A split that is published as lists of paths for each class (the paper behind WhyLesionCLIP; DOMAIN.md, 2).
 *
 * @param parts what each file holds, such as `class2images_train.p` read by the plain unpickler
 * @throws AppError `invalid_input` for another shape, or an image that two parts have
 */
export function readPublishedSplit(parts: Readonly<Partial<Record<SplitPart, unknown>>>): PublishedSplit {
  const partOf = new Map<string, SplitPart>();
  const labels = new Map<string, string>();
  for (const part of splitParts) {
    if (parts[part] === undefined) continue;
    const read = classImagesSchema.safeParse(parts[part]);
    if (!read.success) {
      throw new AppError("invalid_input", `the ${part} part of the split is no list of image paths for each class`);
    }
    for (const [label, paths] of Object.entries(read.data)) {
      for (const path of paths) {
        const name = stemOf(path);
        const before = partOf.get(name);
        if (before !== undefined && before !== part) {
          throw new AppError("invalid_input", `${name} is in the parts ${before} and ${part} of the split`);
        }
        partOf.set(name, part);
        labels.set(name, label);
      }
    }
  }
  if (partOf.size === 0) throw new AppError("invalid_input", "the split names no image");
  return { parts: partOf, labels };
}
