import { AppError, type Embedding } from "@lesion-atlas/core";

/** Neighbours that are compared. */
const neighbours = 10;

/** How alike two models see the same images. */
export interface SpaceComparison {
  images: number;
  /** Cosines of an image's two vectors, where both models have as many components and could share a space. */
  cosine_mean?: number;
  /** The first percentile: one image in a hundred is below. */
  cosine_p1?: number;
  /** Mean share of the ten nearest other images that both models agree on. */
  recall_at_10: number;
  /** Share of images that both give the same class, where both read words. */
  zero_shot_agreement?: number;
}

/**
 * Compares the unit vectors that two models give the same images, in the same order.
 *
 * @param classes unit vectors of the same classes by each model
 * @throws AppError `invalid_input` for fewer than 11 images, or lists of two lengths
 */
export function compareSpaces(
  left: readonly Embedding[],
  right: readonly Embedding[],
  classes?: { left: readonly Embedding[]; right: readonly Embedding[] },
): SpaceComparison {
  if (left.length !== right.length) throw new AppError("invalid_input", "both models need the same images");
  if (left.length <= neighbours) {
    throw new AppError("invalid_input", `${left.length} images are too few: give at least ${neighbours + 1}`);
  }
  const sameSize = left[0].length === right[0].length;
  const cosines = sameSize ? left.map((vector, index) => inner(vector, right[index])).sort((a, b) => a - b) : [];
  return {
    images: left.length,
    cosine_mean: sameSize ? mean(cosines) : undefined,
    cosine_p1: sameSize ? cosines[Math.floor(0.01 * (cosines.length - 1))] : undefined,
    recall_at_10: mean(left.map((_, index) => sharedNeighbours(left, right, index))),
    zero_shot_agreement:
      classes &&
      mean(left.map((vector, index) => Number(best(vector, classes.left) === best(right[index], classes.right)))),
  };
}

function sharedNeighbours(left: readonly Embedding[], right: readonly Embedding[], index: number): number {
  const others = nearest(right, index);
  return nearest(left, index).filter((place) => others.includes(place)).length / neighbours;
}

/** Places of the ten nearest others, of equal ones the first. */
function nearest(vectors: readonly Embedding[], index: number): number[] {
  return vectors
    .map((vector, place) => ({ place, cosine: place === index ? -Infinity : inner(vectors[index], vector) }))
    .sort((left, right) => right.cosine - left.cosine || left.place - right.place)
    .slice(0, neighbours)
    .map(({ place }) => place);
}

function best(vector: Embedding, classes: readonly Embedding[]): number {
  const scores = classes.map((each) => inner(vector, each));
  return scores.indexOf(Math.max(...scores));
}

function inner(left: Embedding, right: Embedding): number {
  let sum = 0;
  for (let index = 0; index < left.length; index++) sum += left[index] * right[index];
  return sum;
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
