import type { ImageRecord } from "@lesion-atlas/core";
import { disjointSets } from "./disjoint-sets.ts";

/** Why two images may not be parted. */
export type Link = "patient" | "lesion" | "same_image" | "confirmed_duplicate" | "near_duplicate";

/** What of an image's record links it to others. */
export type LinkedImage = Pick<
  ImageRecord,
  "id" | "archive" | "key" | "isic_id" | "patient_id" | "lesion_id" | "content_hash"
>;

/** Images by their place in a list. */
export interface ImagePair {
  left: number;
  right: number;
}

/** The subjects of an image: what it shares with every image that names the same. */
export interface Subjects {
  patient?: string;
  lesion?: string;
  /** The archive's own picture, and its very bytes. */
  sameImage: readonly string[];
}

/** Ids that the ISIC Archive gave out mean the same in every archive; others are those of their archive. */
const globalId = /^I[LP]_\d{7}$/;

/** A lesion's id may be unique only with its patient (PAD-UFES-20). */
export function subjectsOf(image: LinkedImage): Subjects {
  const { archive, patient_id: patient, lesion_id: lesion } = image;
  const scope = (id: string) => (globalId.test(id) ? "" : archive);
  return {
    ...(patient === undefined ? {} : { patient: JSON.stringify([scope(patient), patient]) }),
    ...(lesion === undefined
      ? {}
      : {
          lesion: JSON.stringify([scope(lesion), globalId.test(lesion) ? "" : (patient ?? ""), lesion]),
        }),
    sameImage: [image.content_hash, ...(image.isic_id === undefined ? [] : [image.isic_id])],
  };
}

/** Groups of images that may not be parted by a split. */
export interface ImageGroups {
  /** The group of each image: the smallest place in the list among its members. */
  groupOf: Uint32Array;
  /** Distinct groups. */
  count: number;
  /** Images in the largest one. */
  largest: number;
  /** Joins that each kind of link made, in the order patient, lesion, same image, confirmed, near. */
  joins: Readonly<Record<Link, number>>;
}

/**
 * The groups of a split without leakage: connected by the same patient, the same lesion, the same picture, confirmed or
 * near duplicates (DOMAIN.md, 3). Chaining makes groups too large rather than too small, which is what a split wants.
 *
 * @param pairs links beyond those that the records say
 */
export function groupImages(
  images: readonly LinkedImage[],
  { confirmed = [], near = [] }: { confirmed?: readonly ImagePair[]; near?: readonly ImagePair[] } = {},
): ImageGroups {
  const sets = disjointSets(images.length);
  const joins: Record<Link, number> = {
    patient: 0,
    lesion: 0,
    same_image: 0,
    confirmed_duplicate: 0,
    near_duplicate: 0,
  };
  const join = (a: number, b: number, link: Link) => {
    if (sets.join(a, b)) joins[link] += 1;
  };
  const subjects = images.map(subjectsOf);
  const joinBy = (link: Link, namesOf: (subject: Subjects) => readonly (string | undefined)[]) => {
    const first = new Map<string, number>();
    for (const [index, subject] of subjects.entries()) {
      for (const name of namesOf(subject)) {
        if (name === undefined) continue;
        const other = first.get(name);
        if (other === undefined) first.set(name, index);
        else join(other, index, link);
      }
    }
  };
  joinBy("patient", ({ patient }) => [patient]);
  joinBy("lesion", ({ lesion }) => [lesion]);
  joinBy("same_image", ({ sameImage }) => sameImage);
  for (const { left, right } of confirmed) join(left, right, "confirmed_duplicate");
  for (const { left, right } of near) join(left, right, "near_duplicate");
  const groupOf = Uint32Array.from(images, (_, index) => sets.rootOf(index));
  const sizes = new Map<number, number>();
  for (const group of groupOf) sizes.set(group, (sizes.get(group) ?? 0) + 1);
  return {
    groupOf,
    count: sizes.size,
    largest: [...sizes.values()].reduce((most, size) => Math.max(most, size), 0),
    joins,
  };
}
