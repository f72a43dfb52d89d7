import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Algebra, chunksOf, createAlgebra, createTopK, rankRows } from "../src/index.ts";
import { productByDefinition, randomMatrix } from "./support/matrices.ts";

describe("exact search over chunks", () => {
  let algebra: Algebra;
  beforeAll(async () => {
    algebra = await createAlgebra();
  });
  afterAll(() => algebra.close());

  const rows = randomMatrix(1000, 24, 1);
  const queries = randomMatrix(5, 24, 2);
  const products = productByDefinition(queries, rows);

  function bestByDefinition(query: number, limit: number, passes: (row: number) => boolean): number[] {
    return Array.from({ length: rows.rows }, (_, row) => row)
      .filter(passes)
      .sort((a, b) => products[query * rows.rows + b] - products[query * rows.rows + a])
      .slice(0, limit);
  }

  test.each([7, 100, 1000, 4096])("chunks of %i rows: each query has its own best rows", async (chunkRows) => {
    const selections = Array.from({ length: queries.rows }, (_, query) => createTopK({ limit: 10 + query }));
    await rankRows(algebra, queries, chunksOf(rows, chunkRows), selections);
    for (const [query, selection] of selections.entries()) {
      expect([...selection.ranking().rows]).toEqual(bestByDefinition(query, 10 + query, () => true));
    }
  });

  test("each query has its own mask", async () => {
    const masks = [undefined, Uint8Array.from({ length: rows.rows }, (_, row) => row % 2)];
    const selections = masks.map(() => createTopK({ limit: 20 }));
    const two = { ...queries, rows: 2 };
    await rankRows(algebra, two, [{ rows, firstRow: 0, allowed: masks }], selections);
    expect([...selections[0].ranking().rows]).toEqual(bestByDefinition(0, 20, () => true));
    expect([...selections[1].ranking().rows]).toEqual(bestByDefinition(1, 20, (row) => row % 2 === 1));
  });

  test("many queries against a large chunk are taken a part at a time", async () => {
    const many = randomMatrix(300, 4, 3);
    const large = randomMatrix(30_000, 4, 4);
    const selections = Array.from({ length: many.rows }, () => createTopK({ limit: 1 }));
    await rankRows(algebra, many, chunksOf(large, 30_000), selections);
    const expected = productByDefinition({ ...many, values: many.values.subarray(299 * 4), rows: 1 }, large);
    expect(selections[299].ranking().scores[0]).toBeCloseTo(Math.max(...expected), 5);
  });

  test("an aborted signal ends it between chunks", async () => {
    const abort = new AbortController();
    const selections = [createTopK({ limit: 1 })];
    const pieces = (function* () {
      yield { rows: { ...rows, rows: 10 }, firstRow: 0 };
      abort.abort();
      yield { rows: { ...rows, rows: 10 }, firstRow: 10 };
    })();
    await expect(
      rankRows(algebra, { ...queries, rows: 1 }, pieces, selections, { signal: abort.signal }),
    ).rejects.toMatchObject({ code: "cancelled" });
  });
});
