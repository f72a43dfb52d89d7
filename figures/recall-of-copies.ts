import { type Archive, type Encoder, type ImageTensor, groupedBootstrap } from "@lesion-atlas/core";
import sharp, { type Sharp } from "sharp";
import type { Figure } from "./figures-file.ts";
import { type IndexedArchive, inArchive } from "./scores.ts";

/** Changed copies that a search by image must trace back to their original. */
export const copies: Readonly<Record<string, (image: Sharp, width: number, height: number) => Sharp>> = {
  rotation_90: (image) => image.rotate(90),
  mirror: (image) => image.flop(),
  crop_80: (image, width, height) => {
    const size = { width: Math.round(0.8 * width), height: Math.round(0.8 * height) };
    return image.extract({
      left: Math.floor((width - size.width) / 2),
      top: Math.floor((height - size.height) / 2),
      ...size,
    });
  },
  side_224: (image, width, height) => (width < height ? image.resize(224, null) : image.resize(null, 224)),
  jpeg_50: (image) => image.jpeg({ quality: 50 }),
};

/** Images encoded at once. */
const batchSize = 32;

/** For each kind of copy, whether each image was found by it, and the lesion of each image. */
export interface FoundCopies {
  lesions: string[];
  found: Record<string, boolean[]>;
}

/**
 * Searches an archive with a changed copy of each of its images; found means that the original is the first hit. Copies
 * are PNG but for `jpeg_50`.
 */
export async function searchWithCopies(
  indexed: IndexedArchive,
  archive: Archive,
  onProgress: (done: number) => void,
): Promise<FoundCopies> {
  const { store, encoder, name, groups } = indexed;
  const keys = [...groups.keys()];
  const found = Object.fromEntries(Object.keys(copies).map((kind): [string, boolean[]] => [kind, []]));
  for (let start = 0; start < keys.length; start += batchSize) {
    const batch = keys.slice(start, start + batchSize);
    const originals = await Promise.all(batch.map((key) => archive.bytes(key)));
    for (const [kind, change] of Object.entries(copies)) {
      const tensors = await Promise.all(originals.map((bytes) => changedCopy(encoder, bytes, kind, change)));
      const vectors = await encoder.encodeImages(tensors, { lane: "bulk" });
      const answers = await store.search(vectors.map((vector) => ({ vector, filter: inArchive(name), limit: 1 })));
      for (const [at, hits] of answers.entries()) found[kind].push(hits[0]?.record.key === batch[at]);
    }
    onProgress(Math.min(start + batchSize, keys.length));
  }
  return { lesions: keys.map((key) => groups.get(key)!), found };
}

async function changedCopy(
  encoder: Encoder,
  bytes: Uint8Array,
  kind: string,
  change: (typeof copies)[string],
): Promise<ImageTensor> {
  const { width, height } = await sharp(bytes).metadata();
  const image = change(sharp(bytes), width, height);
  const copy = await (kind === "jpeg_50" ? image : image.png({ compressionLevel: 1 })).toBuffer();
  return (await encoder.preprocess(copy)).tensor;
}

/** Recall@1 of each kind of copy, over the images of several archives, with a 95 % interval over lesions. */
export function recallAtOne(archives: readonly FoundCopies[]): Record<string, Figure> {
  const lesions = archives.flatMap((archive, at) => archive.lesions.map((lesion) => `${at} ${lesion}`));
  return Object.fromEntries(
    Object.keys(copies).map((kind): [string, Figure] => {
      const right = archives.flatMap(({ found }) => found[kind]);
      const share = (among: readonly number[]) =>
        among.reduce((sum, index) => sum + Number(right[index]), 0) / among.length;
      return [kind, { value: share(right.map((_, index) => index)), interval: groupedBootstrap(lesions, share) }];
    }),
  );
}
