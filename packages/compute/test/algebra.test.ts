import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Algebra, createAlgebra, rowsOf, shareMatrix } from "../src/index.ts";
import { largestDifference, productByDefinition, randomMatrix } from "./support/matrices.ts";

const tolerance = 1e-5;

describe("gemm", () => {
  let algebra: Algebra;
  beforeAll(async () => {
    algebra = await createAlgebra();
  });
  afterAll(() => algebra.close());

  test.each([
    [1, 1, 1],
    [1, 333, 48],
    [7, 90, 48],
    [64, 17, 130],
  ])("%i x %i rows of %i columns are the inner products of all pairs", async (left, right, columns) => {
    const [a, b] = [randomMatrix(left, columns, 1), randomMatrix(right, columns, 2)];
    expect(largestDifference(await algebra.gemm(a, b), productByDefinition(a, b))).toBeLessThan(tolerance);
  });

  test("a matrix with itself gives its Gram block, and a block of rows its part", async () => {
    const rows = randomMatrix(20, 16, 3);
    const gram = await algebra.gemm(rows, rows);
    const block = await algebra.gemm(rowsOf(rows, 5, 4), rowsOf(rows, 10, 3));
    expect(largestDifference(gram, productByDefinition(rows, rows))).toBeLessThan(tolerance);
    for (let row = 0; row < 4; row++) {
      for (let column = 0; column < 3; column++) {
        expect(block[row * 3 + column]).toBeCloseTo(gram[(5 + row) * 20 + 10 + column], 5);
      }
    }
  });

  test("the result is written into the memory that was given, and nothing behind it", async () => {
    const [a, b] = [randomMatrix(2, 8, 1), randomMatrix(3, 8, 2)];
    const memory = new Float32Array(10).fill(42);
    const products = await algebra.gemm(a, b, memory);
    expect(products.buffer).toBe(memory.buffer);
    expect(products).toHaveLength(6);
    expect(largestDifference(memory.subarray(0, 6), productByDefinition(a, b))).toBeLessThan(tolerance);
    expect([...memory.subarray(6)]).toEqual([42, 42, 42, 42]);
  });

  test("matrices and the result may lie in shared memory, in the middle of it too", async () => {
    const [a, b] = [randomMatrix(4, 8, 1), randomMatrix(9, 8, 2)];
    const shared = shareMatrix(b);
    expect(shared.values.buffer).toBeInstanceOf(SharedArrayBuffer);
    const memory = new Float32Array(new SharedArrayBuffer(4 * 5 * 4));
    await algebra.gemm(a, rowsOf(shared, 2, 5), memory);
    expect(largestDifference(memory, productByDefinition(a, rowsOf(b, 2, 5)))).toBeLessThan(tolerance);
  });

  test("a matrix may have room behind its rows, and no rows give no products", async () => {
    const [a, b] = [randomMatrix(2, 4, 1), randomMatrix(6, 4, 2)];
    expect(await algebra.gemm(a, { ...b, rows: 5 })).toHaveLength(10);
    expect(await algebra.gemm(a, { ...b, rows: 0 })).toHaveLength(0);
  });

  test("wrong sizes are refused with the numbers", async () => {
    const [a, b] = [randomMatrix(2, 4, 1), randomMatrix(6, 4, 2)];
    await expect(algebra.gemm(a, randomMatrix(6, 5, 2))).rejects.toMatchObject({
      code: "invalid_input",
      message: expect.stringMatching(/4 and of 5/),
    });
    await expect(algebra.gemm(a, { ...b, rows: 7 })).rejects.toMatchObject({ code: "invalid_input" });
    await expect(algebra.gemm(a, b, new Float32Array(11))).rejects.toMatchObject({ code: "invalid_input" });
  });
});
