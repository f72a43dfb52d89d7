import { AppError } from "@lesion-atlas/core";
import { createSession } from "../session/model-session.ts";
import type { SessionOptions } from "../session/session-options.ts";
import { floatTensor } from "../session/tensor.ts";
import { gemmModel, gemmNames } from "./gemm-graph.ts";
import { type Matrix, checkMatrix } from "./matrix.ts";

/**
 * Dense float32 products on the calling thread, at the speed of BLAS. A call occupies the thread until it is done, so
 * this is for worker threads; from the main thread `Compute` offers the same.
 */
export interface Algebra {
  /**
   * Inner products of every row of `left` with every row of `right`: left . right^T.
   *
   * @param left for instance one query or a batch of them
   * @param right for instance a chunk of stored vectors, or `left` again for a block of the Gram matrix
   * @param into memory for the result, used from its start and kept, so that repeated calls allocate nothing
   * @returns left.rows x right.rows products, row-major, in `into` where it is given
   * @throws AppError `invalid_input` when the columns differ or `into` is too short
   */
  gemm(left: Matrix, right: Matrix, into?: Float32Array): Promise<Float32Array>;
  close(): Promise<void>;
}

/** @param options of the onnxruntime session behind it */
export async function createAlgebra(options: SessionOptions = {}): Promise<Algebra> {
  const session = await createSession(gemmModel(), options);

  return {
    async gemm(left, right, into) {
      checkMatrix("left", left);
      checkMatrix("right", right);
      if (left.columns !== right.columns) {
        throw new AppError("invalid_input", `rows of ${left.columns} and of ${right.columns} columns have no product`);
      }
      const products = productsOf(left, right, into);
      if (products.length === 0) return products;
      await session.run(
        { [gemmNames.left]: tensorOf(left), [gemmNames.right]: tensorOf(right) },
        { [gemmNames.product]: floatTensor(products, [left.rows, right.rows]) },
      );
      return products;
    },
    close: () => session.close(),
  };
}

function productsOf(left: Matrix, right: Matrix, into: Float32Array | undefined): Float32Array {
  const length = left.rows * right.rows;
  if (into === undefined) return new Float32Array(length);
  if (into.length < length) {
    throw new AppError(
      "invalid_input",
      `the result needs room for ${length} products, and there is room for ${into.length}`,
    );
  }
  return into.subarray(0, length);
}

function tensorOf({ values, rows, columns }: Matrix) {
  return floatTensor(values.subarray(0, rows * columns), [rows, columns]);
}
