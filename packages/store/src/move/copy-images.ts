import type { CallOptions, Model, VectorStore } from "@lesion-atlas/core";
import { followScan } from "./follow-scan.ts";
import { type ImageChanges, imageChanges } from "./image-changes.ts";
import { writeChanges } from "./write-changes.ts";

/** Images of one write. */
const batchSize = 512;

export interface ImageCopy {
  from: VectorStore;
  to: VectorStore;
  /** In use at both; undefined where the source has no model. */
  model: Model | undefined;
  /** Every image with its fields, or only those that the model has a vector of, without fields. */
  everyImage: boolean;
}

/**
 * Walks through both stores by id and writes what the destination lacks. Nothing is remembered between runs: one that was
 * stopped is done again, and finds most of it there.
 *
 * @param onImage called for each image of the source, by id, once it is compared; it is written soon after
 */
export async function copyImages(
  { from, to, model, everyImage }: ImageCopy,
  { signal, onImage }: CallOptions & { onImage: (id: string, unchanged: boolean) => void },
): Promise<void> {
  const copies = followScan(to.scan({ everyImage, signal }));
  let batch: (ImageChanges & { id: string })[] = [];
  let writing = Promise.resolve();
  const flush = async () => {
    await writing;
    writing = writeChanges(to, batch, { signal });
    // It is awaited before the next write; until then the source is read on.
    writing.catch(() => {});
    batch = [];
  };
  try {
    for await (const image of from.scan({ everyImage, vectors: true, signal })) {
      const { point, fields } = imageChanges(image, await copies.at(image.id), model);
      const wanted = everyImage ? fields : {};
      const unchanged = !point && Object.keys(wanted).length === 0;
      if (!unchanged) batch.push({ id: image.id, point, fields: wanted });
      if (batch.length === batchSize) await flush();
      onImage(image.id, unchanged);
    }
    await flush();
    await writing;
  } finally {
    await writing.catch(() => {});
    await copies.close();
  }
}
