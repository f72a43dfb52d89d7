import {
  type AskedConcept,
  type SearchAnswer,
  searchByVector,
  searchByWords,
  similarFilter,
  textConcept,
} from "@lesion-atlas/analysis";
import { AppError, type CallOptions } from "@lesion-atlas/core";
import type { SearchPorts } from "../ports.ts";
import type { SearchRequest } from "../schemas/search-request.ts";
import { storedVector } from "./stored-vector.ts";

/**
 * Answers one request body.
 *
 * @throws AppError `invalid_input` unless exactly one of text, concepts, image_id and vector is there, and what the
 * searches throw.
 */
export async function runSearch(
  { store, encoder }: Pick<SearchPorts, "store" | "encoder">,
  request: SearchRequest,
  options: CallOptions,
): Promise<SearchAnswer> {
  const { text, concepts, image_id, vector, filter, min_presence, min_score, limit } = request;
  const given = [text, concepts, image_id, vector].filter((part) => part !== undefined).length;
  if (given !== 1) {
    throw new AppError("invalid_input", "say what to search for: exactly one of text, concepts, image_id and vector");
  }
  if (text !== undefined || concepts !== undefined) {
    const asked = text === undefined ? concepts!.map(askedConcept) : [textConcept(text)];
    const search = { concepts: asked, filter, minPresence: min_presence, minScore: min_score, limit };
    return searchByWords({ store, encoder }, search, options);
  }
  if (min_presence !== undefined) {
    throw new AppError("invalid_input", "min_presence is for searches by words; give min_score, a cosine, instead");
  }
  const ports = { store, model: encoder.model };
  if (image_id !== undefined) {
    const image = await storedVector(ports, image_id, options);
    const without = similarFilter(image.record, { filter });
    return searchByVector(ports, { vector: image.vector, filter: without, minScore: min_score, limit }, options);
  }
  const query = checkedVector(vector!, encoder.model.dimensions);
  return searchByVector(ports, { vector: query, filter, minScore: min_score, limit }, options);
}

function askedConcept({
  name,
  terms = [name],
  templates,
  weight,
}: NonNullable<SearchRequest["concepts"]>[number]): AskedConcept {
  return { concept: { name, terms, templates }, weight };
}

function checkedVector(values: readonly number[], dimensions: number): Float32Array {
  if (values.length !== dimensions) {
    throw new AppError("invalid_input", `vector: the model has ${dimensions} dimensions, not ${values.length}`);
  }
  const vector = Float32Array.from(values);
  if (!(Math.hypot(...vector) > 1e-6)) throw new AppError("invalid_input", "vector: its length must not be zero");
  return vector;
}
