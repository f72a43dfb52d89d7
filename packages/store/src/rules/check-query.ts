import { AppError, type Model, type SearchQuery } from "@lesion-atlas/core";
import { lengthOf } from "./vector-length.ts";

/** Most hits that one query may ask for. */
const mostHits = 10_000;

/** @throws AppError `invalid_input` for the first query that cannot be answered */
export function checkQueries(
  queries: readonly Pick<SearchQuery, "vector" | "limit">[],
  model: Pick<Model, "dimensions">,
): void {
  for (const { vector, limit } of queries) {
    checkQueryVector(vector, model);
    checkLimit(limit);
  }
}

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

function checkLimit(limit: number): void {
  if (Number.isInteger(limit) && limit >= 1 && limit <= mostHits) return;
  throw new AppError("invalid_input", `limit ${limit}: ask for 1 to ${mostHits.toLocaleString("en")} hits`);
}
