import { AppError, type FilteredImage, type Scalar, valuesAt } from "@lesion-atlas/core";
import { leakReason } from "./leaking-columns.ts";
import { hasTag, tagsField } from "./tags.ts";

/** Where the classes of an image come from. An image that the source says nothing of has no label, and is never guessed. */
export type LabelSource =
  /** The value of a column; a list is several labels. */
  | { kind: "field"; field: string }
  /** Columns that say yes or no, each a label of its own; an image needs all of them. */
  | { kind: "columns"; fields: readonly string[] }
  /** Whether people wrote a tag, among the images that have tags at all. */
  | { kind: "tag"; tag: string }
  /** A table: image id, key or ISIC id -> labels. */
  | { kind: "mapping"; name: string; labels: ReadonlyMap<string, readonly string[]> };

const yes = new Set(["true", "1", "yes", "y", "present"]);
const no = new Set(["false", "0", "no", "n", "absent"]);

/** Whether an image may be of several classes of the source. */
export function isMultiLabel(source: LabelSource, asked: boolean): boolean {
  return asked || source.kind === "columns";
}

/** The source as a person reads it. */
export function describeLabels(source: LabelSource): string {
  if (source.kind === "field") return source.field;
  if (source.kind === "columns") return source.fields.join(", ");
  return source.kind === "tag" ? `tag ${source.tag}` : `file ${source.name}`;
}

/** The fields that a source reads. */
export function fieldsOfLabels(source: LabelSource): readonly string[] {
  if (source.kind === "field") return [source.field];
  if (source.kind === "columns") return source.fields;
  return source.kind === "tag" ? [tagsField] : [];
}

/**
 * Refuses labels that are no label: columns that follow from the diagnosis, name the image, or are a model's output.
 *
 * @throws AppError `invalid_input` with the reason
 */
export function checkLabels(source: LabelSource): void {
  for (const field of fieldsOfLabels(source)) {
    const reason = leakReason(field);
    if (reason === undefined) continue;
    throw new AppError(
      "invalid_input",
      `${field} ${reason}; a probe on it would look better than it is. --force takes it`,
    );
  }
}

/**
 * Reads the classes of an image.
 *
 * @returns undefined for an image without a label; an empty list is "none of the classes", with several labels
 */
export function classReader(
  source: LabelSource,
  { multiLabel }: { multiLabel: boolean },
): (image: FilteredImage) => readonly string[] | undefined {
  const read = readerOf(source);
  if (multiLabel) return read;
  return (image) => {
    const classes = read(image);
    if (classes !== undefined && classes.length > 1) {
      throw new AppError(
        "invalid_input",
        `${image.record.key} has ${classes.length} labels (${classes.slice(0, 3).join(", ")}): use --multi-label`,
      );
    }
    return classes;
  };
}

function readerOf(source: LabelSource): (image: FilteredImage) => readonly string[] | undefined {
  if (source.kind === "field") return (image) => wordsAt(valuesAt(source.field, image));
  if (source.kind === "columns") return (image) => columnsSet(source.fields, image);
  if (source.kind === "tag") {
    return (image) => {
      const isTagged = hasTag(image, source.tag);
      if (isTagged === undefined) return undefined;
      return [isTagged ? source.tag : `not ${source.tag}`];
    };
  }
  return ({ record }) =>
    source.labels.get(record.id) ??
    source.labels.get(record.key) ??
    (record.isic_id === undefined ? undefined : source.labels.get(record.isic_id));
}

function wordsAt(values: readonly Scalar[]): readonly string[] | undefined {
  const words = [...new Set(values.map((value) => String(value).trim()).filter((word) => word !== ""))];
  return words.length === 0 ? undefined : words;
}

function columnsSet(fields: readonly string[], image: FilteredImage): readonly string[] | undefined {
  const set: string[] = [];
  for (const field of fields) {
    const words = valuesAt(field, image).map((value) => String(value).trim().toLowerCase());
    const [isYes, isNo] = [words.some((word) => yes.has(word)), words.some((word) => no.has(word))];
    if (isYes === isNo) return undefined;
    if (isYes) set.push(field.replace(/^(extra|fields)\./, ""));
  }
  return set;
}
