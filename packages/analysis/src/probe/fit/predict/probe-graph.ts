import { createGraphBuilder, encodeOnnxModel } from "@lesion-atlas/compute";
import type { LinearProbe } from "../probe-model.ts";

/** Names of an exported probe's input and output. */
export const probeNames = { features: "features", probabilities: "probabilities" } as const;

/**
 * A linear probe as an ONNX file: features [batch, dimensions] float32, rows as the encoder gives them, -> probabilities
 * [batch, classes] float32, in the order of `probe.classes`.
 */
export function probeToOnnx(probe: LinearProbe): Uint8Array {
  const { classes, dimensions, link } = probe;
  const graph = createGraphBuilder("probe");
  const features = graph.input(probeNames.features, "float32", ["batch", dimensions]);
  const bytes = ({ buffer, byteOffset, byteLength }: Float32Array) => new Uint8Array(buffer, byteOffset, byteLength);
  const weights = graph.constant("coefficients", "float32", [classes.length, dimensions], bytes(probe.coefficients));
  const bias = graph.constant("intercepts", "float32", [classes.length], bytes(probe.intercepts));
  const scores = graph.node("Gemm", [features, weights, bias], { attributes: { transB: { int: 1 } } });
  const axis = { attributes: { axis: { int: 1 } } };
  let probabilities = graph.node(link === "softmax" ? "Softmax" : "Sigmoid", [scores], link === "softmax" ? axis : {});
  if (link === "normalised-sigmoid") {
    const sum = graph.node("ReduceSum", [probabilities, graph.integers([1])]);
    probabilities = graph.node("Div", [probabilities, sum]);
  }
  graph.output(probabilities, probeNames.probabilities, "float32", ["batch", classes.length]);
  return encodeOnnxModel(graph.build());
}
