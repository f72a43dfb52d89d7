import { createGraphBuilder, encodeOnnxModel } from "@lesion-atlas/compute";

/** Precision in which scores, losses and gradients are computed; features are float32 in either. */
export type Precision = "float32" | "float64";

/** `softmax`: one class a row. `sigmoid`: each output is a yes or no of its own. */
export type LossKind = "softmax" | "sigmoid";

/**
 * The logistic loss of some rows and its gradient, as a graph:
 * features [rows, d], targets [rows, k] (0 or 1), row_weights [rows, 1], positive_weights and negative_weights [k]
 * (sigmoid only), coefficients [k, d], intercepts [k] -> loss [], gradient [k, d], intercept_gradient [k].
 */
export function lossModel(precision: Precision, kind: LossKind): Uint8Array {
  const graph = createGraphBuilder(`${kind}-loss-${precision}`);
  const type = { attributes: { to: { int: precision === "float32" ? 1 : 11 } } };
  const one = graph.node("Cast", [graph.floats([1])], type);
  const features = graph.input("features", "float32", ["rows", "d"]);
  const x = precision === "float32" ? features : graph.node("Cast", [features], type);
  const targets = graph.node("Cast", [graph.input("targets", "uint8", ["rows", "k"])], type);
  const rowWeights = graph.input("row_weights", precision, ["rows", 1]);
  const coefficients = graph.input("coefficients", precision, ["k", "d"]);
  const intercepts = graph.input("intercepts", precision, ["k"]);
  const scores = graph.node("Gemm", [x, coefficients, intercepts], { attributes: { transB: { int: 1 } } });
  let losses: string;
  let wrong: string;
  let weights = rowWeights;
  if (kind === "softmax") {
    const logs = graph.node("LogSoftmax", [scores], { attributes: { axis: { int: 1 } } });
    losses = graph.node("Neg", [graph.node("Mul", [logs, targets])]);
    wrong = graph.node("Sub", [graph.node("Exp", [logs]), targets]);
  } else {
    const positive = graph.input("positive_weights", precision, ["k"]);
    const negative = graph.input("negative_weights", precision, ["k"]);
    const classWeights = graph.node("Add", [
      graph.node("Mul", [targets, positive]),
      graph.node("Mul", [graph.node("Sub", [one, targets]), negative]),
    ]);
    weights = graph.node("Mul", [classWeights, rowWeights]);
    // log(1 + e^z) - t z = max(z, 0) - t z + log(1 + e^-|z|)
    const tail = graph.node("Exp", [graph.node("Neg", [graph.node("Abs", [scores])])]);
    const linear = graph.node("Sub", [graph.node("Relu", [scores]), graph.node("Mul", [targets, scores])]);
    losses = graph.node("Add", [linear, graph.node("Log", [graph.node("Add", [one, tail])])]);
    wrong = graph.node("Sub", [graph.node("Sigmoid", [scores]), targets]);
  }
  const all = { attributes: { keepdims: { int: 0 } } };
  graph.output(graph.node("ReduceSum", [graph.node("Mul", [losses, weights])], all), "loss", precision, []);
  const errors = graph.node("Mul", [wrong, weights]);
  const gradient = graph.node("Gemm", [errors, x], { attributes: { transA: { int: 1 } } });
  graph.output(gradient, "gradient", precision, ["k", "d"]);
  graph.output(graph.node("ReduceSum", [errors, graph.integers([0])], all), "intercept_gradient", precision, ["k"]);
  return encodeOnnxModel(graph.build());
}
