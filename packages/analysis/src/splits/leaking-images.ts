import { type ImagePair, type LinkedImage, subjectsOf } from "../groups/group-images.ts";
import { type Split, placesOf } from "./split.ts";

/** How an image of the test set is known to training. */
export const leakKinds = ["patient", "lesion", "same_image", "confirmed_duplicate", "near_duplicate"] as const;

export type LeakKind = (typeof leakKinds)[number];

export interface LeakingImages {
  /** Images of the test set. */
  test: number;
  /** Test images whose records name a patient, and a lesion: the others cannot be judged by it. */
  known: { patient: number; lesion: number };
  /** Places of the test images of each kind; an image may be of several. */
  byKind: Readonly<Record<LeakKind, ReadonlySet<number>>>;
  /** Places of the test images of any kind. */
  any: ReadonlySet<number>;
}

/**
 * The images of the test set that have a relative in training: directly, by the same patient, the same lesion, the same
 * picture, or a pair of confirmed or near duplicates. Only training counts, not val.
 */
export function leakingImages(
  images: readonly LinkedImage[],
  split: Split,
  { confirmed = [], near = [] }: { confirmed?: readonly ImagePair[]; near?: readonly ImagePair[] } = {},
): LeakingImages {
  const byKind = Object.fromEntries(leakKinds.map((kind) => [kind, new Set<number>()])) as Record<
    LeakKind,
    Set<number>
  >;
  const trained = { patient: new Set<string>(), lesion: new Set<string>(), image: new Set<string>() };
  for (const place of placesOf(split, "train")) {
    const { patient, lesion, sameImage } = subjectsOf(images[place]);
    if (patient !== undefined) trained.patient.add(patient);
    if (lesion !== undefined) trained.lesion.add(lesion);
    for (const name of sameImage) trained.image.add(name);
  }
  const test = placesOf(split, "test");
  const known = { patient: 0, lesion: 0 };
  for (const place of test) {
    const { patient, lesion, sameImage } = subjectsOf(images[place]);
    if (patient !== undefined) known.patient += 1;
    if (lesion !== undefined) known.lesion += 1;
    if (patient !== undefined && trained.patient.has(patient)) byKind.patient.add(place);
    if (lesion !== undefined && trained.lesion.has(lesion)) byKind.lesion.add(place);
    if (sameImage.some((name) => trained.image.has(name))) byKind.same_image.add(place);
  }
  const note = (kind: LeakKind, { left, right }: ImagePair) => {
    if (split[left] === "test" && split[right] === "train") byKind[kind].add(left);
    if (split[right] === "test" && split[left] === "train") byKind[kind].add(right);
  };
  for (const pair of confirmed) note("confirmed_duplicate", pair);
  for (const pair of near) note("near_duplicate", pair);
  const any = new Set(leakKinds.flatMap((kind) => [...byKind[kind]]));
  return { test: test.length, known, byKind, any };
}

/** The places of training that are a relative of an image of the test set: what a fair fit is made without. */
export function relativesInTraining(
  images: readonly LinkedImage[],
  split: Split,
  pairs: { confirmed?: readonly ImagePair[]; near?: readonly ImagePair[] } = {},
): ReadonlySet<number> {
  const swapped = split.map((part) => (part === "train" ? "test" : part === "test" ? "train" : part));
  return leakingImages(images, swapped, pairs).any;
}
