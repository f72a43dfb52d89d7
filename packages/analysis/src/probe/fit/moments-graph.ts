import { createGraphBuilder, encodeOnnxModel } from "@lesion-atlas/compute";

/**
 * Weighted sums over some rows, in float64: features [rows, d] float32, targets [rows, k] and weights [rows, 1], float64
 * -> gram [d, d] = sum w x x^T, products [k, d] = sum w t x, sums [1, d] = sum w x.
 */
export function momentsModel(): Uint8Array {
  const graph = createGraphBuilder("moments");
  const x = graph.node("Cast", [graph.input("features", "float32", ["rows", "d"])], {
    attributes: { to: { int: 11 } },
  });
  const targets = graph.input("targets", "float64", ["rows", "k"]);
  const weights = graph.input("weights", "float64", ["rows", 1]);
  const transposed = { attributes: { transA: { int: 1 } } };
  graph.output(graph.node("Gemm", [graph.node("Mul", [x, weights]), x], transposed), "gram", "float64", ["d", "d"]);
  const weighted = graph.node("Mul", [targets, weights]);
  graph.output(graph.node("Gemm", [weighted, x], transposed), "products", "float64", ["k", "d"]);
  graph.output(graph.node("Gemm", [weights, x], transposed), "sums", "float64", [1, "d"]);
  return encodeOnnxModel(graph.build());
}

/** left [m, n] . right [n, n], or . right^T, in float64 -> product [m, n]. */
export function productModel(transposed: boolean): Uint8Array {
  const graph = createGraphBuilder("product");
  const left = graph.input("left", "float64", ["m", "n"]);
  const right = graph.input("right", "float64", ["n", "p"]);
  const attributes = transposed ? { transB: { int: 1 } } : undefined;
  graph.output(graph.node("Gemm", [left, right], { attributes }), "product", "float64", ["m", "q"]);
  return encodeOnnxModel(graph.build());
}
