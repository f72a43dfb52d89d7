import { AppError, type Model } from "@lesion-atlas/core";
import { lengthOf } from "./vector-length.ts";

/** Most hits that one query may ask for. */
const mostHits = 10_000;

/** @throws AppError `invalid_input` for a vector that no stored one can be compared with */
export function checkQueryVector(vector: Float32Array, model: Pick<Model, "dimensions">): void {
  if (vector.length !== model.dimensions) {
    throw new AppError(
      "invalid_input",
      `the query has ${vector.length} numbers, and the model in use makes ${model.dimensions}: encode it with that model`,
    );
  }
  const length = lengthOf(vector);
  if (!Number.isFinite(length))
    throw new AppError("invalid_input", "the query holds numbers that are none (NaN, infinity)");
  if (length === 0) throw new AppError("invalid_input", "the query is zero and points nowhere");
}

/** @throws AppError `invalid_input` for a limit that is no whole number from 1 to 10,000 */
export function checkLimit(limit: number): void {
  if (Number.isInteger(limit) && limit >= 1 && limit <= mostHits) return;
  throw new AppError("invalid_input", `limit ${limit}: ask for 1 to ${mostHits.toLocaleString("en")} hits`);
}
