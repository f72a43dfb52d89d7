import { AppError, type FilteredImage, type Scalar, valuesAt } from "@lesion-atlas/core";

/** What makes an image an example of a concept. */
export interface LabelRule {
  /** A field path. */
  field: string;
  /**
   * The value that means present, every other value meaning absent; or a bound (`>=0.5`, `<3`) for numbers. Undefined
   * for columns that say yes or no themselves.
   */
  positive?: string;
}

const yes = new Set(["true", "1", "yes", "y", "present"]);
const no = new Set(["false", "0", "no", "n", "absent"]);

/** Reads a label rule once. @returns present, absent, or undefined for an image that the label says nothing of */
export function labelReader({ field, positive }: LabelRule): (image: FilteredImage) => boolean | undefined {
  const rule = positive === undefined ? yesOrNo : (boundOf(positive) ?? equalTo(positive));
  return (image) => rule(valuesAt(field, image));
}

/** The rule as a person reads it, for a calibration's source. */
export function describeRule({ field, positive }: LabelRule): string {
  if (positive === undefined) return field;
  return /^[<>]/.test(positive) ? `${field} ${positive}` : `${field} = ${positive}`;
}

function yesOrNo(values: readonly Scalar[]): boolean | undefined {
  const words = values.map((value) => String(value).trim().toLowerCase());
  if (words.some((word) => yes.has(word))) return true;
  return words.some((word) => no.has(word)) ? false : undefined;
}

function equalTo(positive: string) {
  return (values: readonly Scalar[]) =>
    values.length === 0 ? undefined : values.some((value) => String(value) === positive);
}

function boundOf(positive: string): ((values: readonly Scalar[]) => boolean | undefined) | undefined {
  const { sign, number } = /^(?<sign>[<>]=?)\s*(?<number>.*)$/.exec(positive)?.groups ?? {};
  if (sign === undefined) return undefined;
  const bound = number.trim() === "" ? Number.NaN : Number(number);
  if (!Number.isFinite(bound)) {
    throw new AppError("invalid_input", `${JSON.stringify(positive)} is no bound; write for instance ">=0.5"`);
  }
  return (values) => {
    const found = values.filter((value) => typeof value === "number");
    if (found.length === 0) return undefined;
    return found.some((value) =>
      sign === ">=" ? value >= bound : sign === ">" ? value > bound : sign === "<=" ? value <= bound : value < bound,
    );
  };
}
