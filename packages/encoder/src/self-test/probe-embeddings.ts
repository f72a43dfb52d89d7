import type { CallOptions, Embedding, Encoder } from "@lesion-atlas/core";
import { probeImages, probeTexts, readProbeImages } from "./probes.ts";

/** What an encoder makes of each probe, by its name or its text. */
export interface ProbeEmbeddings {
  images: Record<string, Embedding>;
  /** Empty for an image-only model. */
  texts: Record<string, Embedding>;
}

/** Encodes every probe, one at a time: what is in a batch may change the last digits. @throws as `Encoder` */
export async function probeEmbeddings(encoder: Encoder, options: CallOptions = {}): Promise<ProbeEmbeddings> {
  const result: ProbeEmbeddings = { images: {}, texts: {} };
  for (const [index, bytes] of (await readProbeImages()).entries()) {
    const { tensor } = await encoder.preprocess(bytes, options);
    [result.images[probeImages[index].name]] = await encoder.encodeImages([tensor], options);
  }
  if (!encoder.model.hasText) return result;
  for (const text of probeTexts) [result.texts[text]] = await encoder.encodeTexts([text], options);
  return result;
}

/** How far two sets of embeddings are apart. */
export interface ProbeDifference {
  /** The largest 1 - cosine, and of which probe. */
  cosine: number;
  /** The largest difference of a component of unit vectors. */
  component: number;
  worst: string;
}

/** @returns undefined when they have no probe in common */
export function probeDifference(
  left: { images: Vectors; texts: Vectors },
  right: { images: Vectors; texts: Vectors },
): ProbeDifference | undefined {
  const pairs = (["images", "texts"] as const).flatMap((kind) =>
    Object.entries(left[kind]).flatMap(([name, vector]) => {
      const other = Object.hasOwn(right[kind], name) ? right[kind][name] : undefined;
      return other === undefined ? [] : [{ name, ...difference(vector, other) }];
    }),
  );
  if (pairs.length === 0) return undefined;
  const worst = pairs.reduce((left, right) => (right.cosine > left.cosine ? right : left));
  return { cosine: worst.cosine, component: Math.max(...pairs.map(({ component }) => component)), worst: worst.name };
}

type Vectors = Readonly<Record<string, ArrayLike<number>>>;

/** Of vectors of other lengths nothing is known but that they differ. */
function difference(left: ArrayLike<number>, right: ArrayLike<number>): { cosine: number; component: number } {
  if (left.length !== right.length) return { cosine: 2, component: 1 };
  let [squared, component] = [0, 0];
  for (let index = 0; index < left.length; index++) {
    const apart = left[index] - right[index];
    squared += apart * apart;
    component = Math.max(component, Math.abs(apart));
  }
  return { cosine: squared / 2, component };
}
