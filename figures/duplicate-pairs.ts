import { imageId } from "@lesion-atlas/core";
import type { FigureRow } from "./figures-file.ts";
import { type IndexedArchive, inArchive } from "./scores.ts";

/** The two true duplicate pairs of the ISIC 2017 sample (`shared/README.md`). */
const pairs = [
  ["ISIC_0000222", "ISIC_0014846"],
  ["ISIC_0000184", "ISIC_0015310"],
] as const;

/** The share of these images of which the other one of the pair is the nearest image. */
export async function duplicatePairsRow({ store, name }: IndexedArchive): Promise<FigureRow> {
  const directed = pairs.flatMap(([a, b]) => [[a, b] as const, [b, a] as const]);
  const images = await store.get(
    directed.map(([key]) => imageId(name, key)),
    { vectors: true },
  );
  const answers = await store.search(
    images.map((image) => ({ vector: image!.vector!, filter: inArchive(name), limit: 2 })),
  );
  const right = answers.filter(
    (hits, index) => hits.find(({ record }) => record.key !== directed[index][0])?.record.key === directed[index][1],
  );
  return {
    id: "duplicate_pairs",
    measure: "true duplicates that find each other first",
    data: "ISIC 2017, 2 pairs",
    real: true,
    demo: { value: right.length / directed.length },
    floor: 1,
  };
}
