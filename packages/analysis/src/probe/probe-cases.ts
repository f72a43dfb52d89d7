import { type Matrix } from "@lesion-atlas/compute";
import {
  AppError,
  type CallOptions,
  type Filter,
  type Model,
  type StoredImage,
  type VectorStore,
  throwIfCancelled,
} from "@lesion-atlas/core";
import { artefactsOf } from "../evaluation/confounders.ts";
import { subgroupsOf } from "../evaluation/subgroups.ts";
import type { LinkedImage } from "../groups/group-images.ts";
import { type LabelSource, checkLabels, classReader, fieldsOfLabels, isMultiLabel } from "../labels/label-source.ts";
import { partNamedAt } from "../splits/fixed-split.ts";
import type { SplitPart } from "../splits/split.ts";
import { type GrowingRows, growingRows } from "./growing-rows.ts";

/** What is kept of one labelled image beside its vector. */
export interface ProbeImage extends LinkedImage {
  file: string;
  perceptual_hash: string;
  license?: string;
  subgroups: Record<string, string | undefined>;
  artefacts: Record<string, { column: string; amount: number }>;
  /** The part that the column of a split names; absent where it names none, or several. */
  splitPart?: SplitPart;
}

/** Labelled images of one model: what a probe is fitted on and measured with. */
export interface ProbeCases {
  classes: readonly string[];
  multiLabel: boolean;
  images: readonly ProbeImage[];
  /** Unit vectors [images, dimensions], in shared memory. */
  features: Matrix;
  /** [images, classes], 1 where the image is of the class. */
  truth: Uint8Array;
  /** Images under the filter that have a vector but no label. */
  unlabelled: number;
  /** Classes of too few images, whose images were left out. */
  rare: readonly { class: string; n: number }[];
}

/** What to read. */
export interface CasesAsked {
  labels: LabelSource;
  multiLabel?: boolean;
  filter?: Filter;
  /** Classes of fewer images are left out; 10 unless given. */
  fewestOfClass?: number;
  /** A column whose cell says the part of a split. */
  splitField?: string;
  /** Further columns to tell subgroups by. */
  subgroups?: readonly string[];
  /** Also takes labels that give the diagnosis away. */
  force?: boolean;
}

/**
 * Streams the labelled images of the model in use out of a store, a page at a time.
 *
 * @throws AppError `invalid_input` for a label that is refused, several labels where one is meant, or fewer than two
 * classes
 */
export async function probeCases(
  { store, model }: { store: VectorStore; model: Model },
  asked: CasesAsked,
  options: CallOptions & { onImage?: (count: number) => void } = {},
): Promise<ProbeCases> {
  const { labels, filter, fewestOfClass = 10, force = false, onImage, ...call } = { ...asked, ...options };
  if (!force) checkLabels(labels);
  const multiLabel = isMultiLabel(labels, asked.multiLabel ?? false);
  const read = classReader(labels, { multiLabel });
  const rows = growingRows(model.dimensions);
  const images: ProbeImage[] = [];
  const classesOf: (readonly string[])[] = [];
  let unlabelled = 0;
  for await (const image of store.scan({ signal: call.signal, filter, vectors: true })) {
    throwIfCancelled(call.signal);
    if (!image.vector) continue;
    const classes = read(image);
    if (classes === undefined) {
      unlabelled += 1;
      continue;
    }
    if (!force) refuseWritten(labels, image);
    rows.add(image.vector);
    images.push(imageOf(image, asked));
    classesOf.push(classes);
    onImage?.(images.length);
  }
  return keepCommonClasses({ images, classesOf, rows, multiLabel, unlabelled, fewestOfClass });
}

function imageOf({ record, fields }: StoredImage, { labels, splitField, subgroups }: CasesAsked): ProbeImage {
  const { id, archive, key, file, isic_id, patient_id, lesion_id, content_hash, perceptual_hash } = record;
  const splitPart = splitField === undefined ? undefined : partNamedAt(splitField, { record, fields });
  return {
    id,
    archive,
    key,
    file,
    isic_id,
    patient_id,
    lesion_id,
    content_hash,
    perceptual_hash,
    license: record.copyright_license,
    subgroups: subgroupsOf({ record, fields }, subgroups),
    artefacts: artefactsOf({ record, fields }, [...fieldsOfLabels(labels), ...(splitField ? [splitField] : [])]),
    ...(splitPart === undefined ? {} : { splitPart }),
  };
}

/** A field that `classify --write` wrote stands beside its probability. */
function refuseWritten(labels: LabelSource, { fields, record }: StoredImage): void {
  for (const field of fieldsOfLabels(labels)) {
    const name = field.startsWith("fields.") ? field.slice("fields.".length) : undefined;
    if (name === undefined || fields[`${name}_probability`] === undefined) continue;
    throw new AppError(
      "invalid_input",
      `${field} of ${record.key} was written by a classifier, not by a person. --force takes it`,
    );
  }
}

function keepCommonClasses(found: {
  images: readonly ProbeImage[];
  classesOf: readonly (readonly string[])[];
  rows: GrowingRows;
  multiLabel: boolean;
  unlabelled: number;
  fewestOfClass: number;
}): ProbeCases {
  const { classesOf, multiLabel, unlabelled, fewestOfClass, rows } = found;
  const counts = new Map<string, number>();
  for (const name of classesOf.flat()) counts.set(name, (counts.get(name) ?? 0) + 1);
  const isCommon = (name: string) => counts.get(name)! >= fewestOfClass;
  const classes = [...counts.keys()].filter(isCommon).sort();
  const rare = [...counts].filter(([name]) => !isCommon(name)).map(([name, n]) => ({ class: name, n }));
  if (classes.length < (multiLabel ? 1 : 2)) {
    const seen = [...counts].map(([name, n]) => `${name} ${n}`).slice(0, 8);
    throw new AppError(
      "invalid_input",
      `a probe needs ${multiLabel ? "a class" : "two classes"} of ${fewestOfClass} images or more; there is ${seen.join(", ") || "no labelled image"}, and ` +
        `${unlabelled} without a label`,
    );
  }
  const kept = [...classesOf.keys()].filter((place) => multiLabel || isCommon(classesOf[place][0]));
  const truth = new Uint8Array(kept.length * classes.length);
  for (const [row, place] of kept.entries()) {
    for (const name of classesOf[place]) {
      const k = classes.indexOf(name);
      if (k >= 0) truth[row * classes.length + k] = 1;
    }
  }
  return {
    classes,
    multiLabel,
    images: kept.map((place) => found.images[place]),
    features: rows.matrix(kept),
    truth,
    unlabelled,
    rare: rare.sort((a, b) => b.n - a.n),
  };
}

/** The class of each image as one name, several joined: what a split is stratified by. */
export function strataOf({ classes, truth, images }: ProbeCases): string[] {
  return images.map((_, row) => classes.filter((_class, k) => truth[row * classes.length + k]).join(" + "));
}
