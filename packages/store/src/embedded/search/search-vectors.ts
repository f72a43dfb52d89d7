import type { DatabaseSync } from "node:sqlite";
import { type Algebra, type RowChunk, createTopK, rankRows } from "@lesion-atlas/compute";
import type { SearchHit, SearchQuery } from "@lesion-atlas/core";
import { reading } from "../database/transaction.ts";
import { requireModel } from "../models/find-model.ts";
import { lengthOf } from "../../rules/vector-length.ts";
import { checkQueries } from "../../rules/check-query.ts";
import { compareIds, hitsByNumber } from "./hit-images.ts";
import type { VectorSource } from "./vector-rows.ts";

/** What a search works with; one on each thread. */
export interface SearchTools {
  database: DatabaseSync;
  algebra: Algebra;
  source: VectorSource;
}

/**
 * The exact search of many queries in one pass over the vectors, on what was committed when it began.
 *
 * @param checkpoint throws when the call was cancelled
 * @throws AppError `invalid_input` for a query that cannot be answered
 */
export async function searchVectors(
  { database, algebra, source }: SearchTools,
  fingerprint: string | undefined,
  queries: readonly SearchQuery[],
  checkpoint: () => void,
): Promise<SearchHit[][]> {
  return reading(database, async () => {
    const model = requireModel(database, fingerprint);
    checkQueries(queries, model);
    if (queries.length === 0) return [];
    const rows = source.open(database, model);
    const compare = compareIds(database);
    const selections = queries.map(({ limit, minimum }) =>
      createTopK({
        limit,
        minimum,
        compareTies: (row, other) => compare(rows.imageOf(row), rows.imageOf(other)),
      }),
    );
    const chunks = rows.chunks(queries.map(({ filter }) => filter));
    await rankRows(algebra, stack(queries, model.dimensions), checked(chunks, checkpoint), selections);
    const rankings = selections.map((selection) => selection.ranking());
    const images = rankings.map(({ rows: best }) => Array.from(best, (row) => rows.imageOf(row)));
    const hits = hitsByNumber(database, images.flat());
    return rankings.map(({ scores }, query) => {
      const length = lengthOf(queries[query].vector);
      return images[query].map((image, place) => {
        const { id, record, fields } = hits.get(image)!;
        return { id, dot: scores[place], score: scores[place] / length, record, fields };
      });
    });
  });
}

function stack(queries: readonly SearchQuery[], columns: number) {
  const values = new Float32Array(queries.length * columns);
  queries.forEach(({ vector }, row) => values.set(vector, row * columns));
  return { values, rows: queries.length, columns };
}

/** The same chunks; between two of them a cancelled call ends. */
export function* checked(chunks: Iterable<RowChunk>, checkpoint: () => void): Generator<RowChunk> {
  for (const chunk of chunks) {
    checkpoint();
    yield chunk;
  }
}
