import { AppError, type Model, type Point } from "@lesion-atlas/core";
import { lengthOf } from "./vector-length.ts";

/** How far the length of a stored vector may be from 1. */
const lengthTolerance = 1e-3;

/**
 * Whether the point's vector may be stored.
 *
 * @throws AppError `model_mismatch` for a vector of another model than the one in use, `invalid_input` for wrong length,
 * numbers that are none, or not unit length
 */
export function checkVector(
  { record, vector }: Point,
  model: Pick<Model, "fingerprint" | "dimensions"> | undefined,
): void {
  if (!vector) return;
  const name = `image ${record.archive}/${record.key}`;
  if (!model) {
    throw new AppError("model_mismatch", `${name} comes with a vector and no model is in use: call useModel first`);
  }
  if (vector.fingerprint !== model.fingerprint) {
    throw new AppError(
      "model_mismatch",
      `${name}: its vector is of model ${short(vector.fingerprint)}, and the model in use is ${short(model.fingerprint)}`,
    );
  }
  if (vector.values.length !== model.dimensions) {
    throw new AppError(
      "invalid_input",
      `${name}: its vector has ${vector.values.length} numbers, and the model in use makes ${model.dimensions}`,
    );
  }
  const length = lengthOf(vector.values);
  if (Number.isNaN(length))
    throw new AppError("invalid_input", `${name}: its vector holds NaN; encode the image again`);
  if (Math.abs(length - 1) > lengthTolerance) {
    throw new AppError("invalid_input", `${name}: its vector has length ${length}, and stored vectors have length 1`);
  }
}

function short(fingerprint: string): string {
  return fingerprint.slice(0, 12);
}
