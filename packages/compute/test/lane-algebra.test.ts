import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Compute, createCompute, topK } from "../src/index.ts";
import { largestDifference, productByDefinition, randomMatrix } from "./support/matrices.ts";

describe("algebra on the lanes", () => {
  let compute: Compute;
  beforeAll(() => {
    compute = createCompute({ interactiveThreads: 1, bulkThreads: 1 });
  });
  afterAll(() => compute.close());

  const lane = "bulk";
  const rows = randomMatrix(150, 12, 1);
  const gram = productByDefinition(rows, rows);

  test("gemm gives the products of all pairs", async () => {
    const left = randomMatrix(3, 12, 2);
    expect(largestDifference(await compute.gemm(left, rows, { lane }), productByDefinition(left, rows))).toBeLessThan(
      1e-5,
    );
  });

  test("rank finds the best rows across the parts of a large matrix, under a mask and a minimum", async () => {
    const large = randomMatrix(40_000, 4, 3);
    const queries = randomMatrix(2, 4, 4);
    const products = Float32Array.from(productByDefinition(queries, large));
    const allowed = Uint8Array.from({ length: large.rows }, (_, row) => (row % 3 === 0 ? 0 : 1));
    const options = { limit: 50, minimum: 0.5 };
    const rankings = await compute.rank(queries, large, { ...options, allowed, lane });
    for (const [query, ranking] of rankings.entries()) {
      const scores = products.subarray(query * large.rows, (query + 1) * large.rows);
      const expected = topK({ scores, allowed }, options);
      expect(largestDifference(ranking.scores, expected.scores)).toBeLessThan(1e-5);
      expect([...ranking.rows].filter((row) => row % 3 === 0)).toEqual([]);
    }
  });

  test.each([7, 64, 1000])(
    "Gram blocks of %i rows cover every pair once, on and above the diagonal",
    async (blockRows) => {
      const seen = new Float64Array(150 * 150);
      for await (const block of compute.gramBlocks(rows, { lane, blockRows })) {
        for (let left = 0; left < block.leftRows; left++) {
          for (let right = 0; right < block.rightRows; right++) {
            const place = (block.firstLeft + left) * 150 + block.firstRight + right;
            expect(Math.abs(block.products[left * block.rightRows + right] - gram[place])).toBeLessThan(1e-5);
            seen[place]++;
          }
        }
      }
      for (let left = 0; left < 150; left++) {
        for (let right = left; right < 150; right++) expect(seen[left * 150 + right]).toBe(1);
      }
    },
  );

  test("pairs above a minimum are those of the whole Gram matrix", async () => {
    const found: string[] = [];
    for await (const { left, right, scores } of compute.pairsAbove(rows, { lane, minimum: 2, blockRows: 40 })) {
      left.forEach((row, place) => {
        found.push(`${row} ${right[place]}`);
        expect(scores[place]).toBeCloseTo(gram[row * 150 + right[place]], 4);
      });
    }
    const expected: string[] = [];
    for (let left = 0; left < 150; left++) {
      for (let right = left + 1; right < 150; right++) {
        if (gram[left * 150 + right] >= 2) expected.push(`${left} ${right}`);
      }
    }
    expect(expected.length).toBeGreaterThan(100);
    expect(found.sort()).toEqual(expected.sort());
  });

  test("a stream of blocks ends between two of them when the signal is aborted", async () => {
    const abort = new AbortController();
    let blocks = 0;
    const all = (async () => {
      for await (const _ of compute.gramBlocks(rows, { lane, blockRows: 10, signal: abort.signal })) {
        if (++blocks === 3) abort.abort();
      }
    })();
    await expect(all).rejects.toMatchObject({ code: "cancelled" });
    expect(blocks).toBe(3);
  });
});
