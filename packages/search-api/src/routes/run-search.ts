import { type QueryPart, type Rankings, type SearchAnswer, nextPage, searchImages } from "@lesion-atlas/analysis";
import { AppError, type CallOptions, type Embedding } from "@lesion-atlas/core";
import type { SearchPorts } from "../ports.ts";
import type { SearchRequest } from "../schemas/search-request.ts";
import { askedFilter } from "./asked-filter.ts";
import { askedWords } from "./asked-words.ts";

/**
 * Answers one request body.
 *
 * @param uploaded the vector of a photograph that came with it
 * @throws AppError `invalid_input` for a cursor together with anything but a limit, and what the searches throw.
 */
export async function runSearch(
  ports: SearchPorts & { rankings: Rankings },
  request: SearchRequest,
  { uploaded, ...options }: CallOptions & { uploaded?: Embedding },
): Promise<SearchAnswer> {
  const { cursor, limit, weights = {}, ...asked } = request;
  if (cursor !== undefined) {
    if (Object.values(asked).some((value) => value !== undefined) || uploaded) {
      throw new AppError("invalid_input", "a cursor goes on with its own search: send it alone, or with limit");
    }
    return nextPage(ports, { cursor, limit }, options);
  }
  const { text, concepts, image_id, vector, plus, minus, min_presence, min_score, diverse, per } = asked;
  const words = text !== undefined || concepts !== undefined;
  const parts: QueryPart[] = [
    ...(words
      ? [
          {
            kind: "words" as const,
            concepts: await askedWords(ports, { text, concepts }, options),
            weight: weights.words,
          },
        ]
      : []),
    ...(image_id === undefined ? [] : [{ kind: "image" as const, id: image_id, weight: weights.image }]),
    ...(uploaded ? [{ kind: "vector" as const, vector: uploaded, weight: weights.image }] : []),
    ...(vector === undefined
      ? []
      : [{ kind: "vector" as const, vector: Float32Array.from(vector), weight: weights.vector }]),
    ...(plus || minus ? [{ kind: "examples" as const, plus: plus ?? [], minus }] : []),
  ];
  const filter = await askedFilter(ports.store, asked, options);
  const search = { parts, filter, minPresence: min_presence, minScore: min_score, limit, diverse, per };
  return searchImages(ports, search, options);
}
