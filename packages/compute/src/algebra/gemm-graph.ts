import { type Graph, encodeOnnxModel } from "../onnx/index.ts";

/** Names of the graph's inputs and of its output. */
export const gemmNames = { left: "left", right: "right", product: "product" } as const;

const graph: Graph = {
  name: "gemm",
  inputs: [
    { name: gemmNames.left, elementType: "float32", dimensions: ["left_rows", "columns"] },
    { name: gemmNames.right, elementType: "float32", dimensions: ["right_rows", "columns"] },
  ],
  outputs: [{ name: gemmNames.product, elementType: "float32", dimensions: ["left_rows", "right_rows"] }],
  initializers: [],
  nodes: [
    {
      operator: "Gemm",
      domain: "",
      inputs: [gemmNames.left, gemmNames.right],
      outputs: [gemmNames.product],
      attributes: { transB: { int: 1 } },
    },
  ],
};

/** The bytes of a model with one operator: left . right^T, for matrices of any size. */
export function gemmModel(): Uint8Array {
  return encodeOnnxModel(graph);
}
