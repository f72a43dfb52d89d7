import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Compute, createCompute, topK } from "../src/index.ts";
import { createLaneAlgebra } from "../src/lanes/lane-algebra.ts";
import { type LaneThread, createLaneThread } from "../src/lanes/lane-thread.ts";
import { buffersIn } from "../src/lanes/moved-buffers.ts";
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

  test("what is sent is the matrix and not the memory that it is a view of", async () => {
    const thread = createLaneThread("bulk", { threads: 1, niceness: 0 });
    const copied: ArrayBuffer[] = [];
    const submit: LaneThread["submit"] = (request, options) => {
      copied.push(...buffersIn(request));
      return thread.submit(request, options);
    };
    const algebra = createLaneAlgebra({ interactive: thread, bulk: { ...thread, submit } });
    const memory = randomMatrix(50_000, 12, 5);
    const view = { ...memory, values: memory.values.subarray(0, 3 * 12), rows: 3 };
    await algebra.gemm(view, view, { lane });
    await algebra.rank(view, rows, { lane, limit: 1, allowed: new Uint8Array(100_000).fill(1).subarray(0, 150) });
    await thread.close();
    expect(copied.map((buffer) => buffer.byteLength)).toEqual([150]);
  });

  test("sizes that do not fit are refused before anything is sent", async () => {
    const short = { ...rows, rows: 151 };
    for (const call of [compute.gemm(short, rows, { lane }), compute.rank(short, rows, { lane, limit: 1 })]) {
      await expect(call).rejects.toMatchObject({ code: "invalid_input", message: expect.stringContaining("151 rows") });
    }
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
