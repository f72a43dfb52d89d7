import { createGraphBuilder, encodeOnnxModel } from "@lesion-atlas/compute";

/** Of PyTorch's Adam, and the recipe's batch (DOMAIN.md, 5). */
export const adam = { learningRate: 1e-3, beta1: 0.9, beta2: 0.999, epsilon: 1e-8, batch: 64 } as const;

/**
 * Some steps of Adam on the mean cross entropy of a linear layer, as one graph in float32:
 * features [rows, d], targets [rows, k] (0 or 1), order [steps, batch] (rows of each batch), step_sizes [steps] =
 * learning rate / (1 - beta1^t), corrections [steps] = sqrt(1 - beta2^t), inverse_batch [], and the state before, each
 * [k, d + 1] with the intercept last: parameters, first, second (moments) -> the same three after.
 */
export function adamModel(steps: number, dimensions: number): Uint8Array {
  const graph = createGraphBuilder(`adam-${steps}`);
  const features = graph.input("features", "float32", ["rows", dimensions]);
  const targets = graph.input("targets", "float32", ["rows", "k"]);
  const order = graph.input("order", "int32", [steps, "batch"]);
  const stepSizes = graph.input("step_sizes", "float32", [steps]);
  const corrections = graph.input("corrections", "float32", [steps]);
  const inverseBatch = graph.input("inverse_batch", "float32", []);
  const shape = ["k", dimensions + 1];
  let parameters = graph.input("parameters", "float32", shape);
  let first = graph.input("first", "float32", shape);
  let second = graph.input("second", "float32", shape);
  const number = (value: number) => graph.floats([value]);
  const index = (step: number) => graph.integers([step], []);
  const transA = { attributes: { transA: { int: 1 } } };

  for (let step = 0; step < steps; step += 1) {
    const rows = graph.node("Gather", [order, index(step)]);
    const x = graph.node("Gather", [features, rows]);
    const cut = [graph.integers([1])] as const;
    const weights = graph.node("Slice", [parameters, graph.integers([0]), graph.integers([dimensions]), ...cut]);
    const bias = graph.node("Slice", [
      parameters,
      graph.integers([dimensions]),
      graph.integers([dimensions + 1]),
      ...cut,
    ]);
    const row = graph.node("Transpose", [bias]);
    const scores = graph.node("Gemm", [x, weights, row], { attributes: { transB: { int: 1 } } });
    const odds = graph.node("Softmax", [scores], { attributes: { axis: { int: 1 } } });
    const wrong = graph.node("Sub", [odds, graph.node("Gather", [targets, rows])]);
    const errors = graph.node("Mul", [wrong, inverseBatch]);
    const biasGradient = graph.node("Transpose", [graph.node("ReduceSum", [errors, graph.integers([0])])]);
    const gradient = graph.node("Concat", [graph.node("Gemm", [errors, x], transA), biasGradient], {
      attributes: { axis: { int: 1 } },
    });
    const change = graph.node("Mul", [graph.node("Sub", [gradient, first]), number(1 - adam.beta1)]);
    first = graph.node("Add", [first, change]);
    const square = graph.node("Mul", [graph.node("Mul", [gradient, gradient]), number(1 - adam.beta2)]);
    second = graph.node("Add", [graph.node("Mul", [second, number(adam.beta2)]), square]);
    const root = graph.node("Div", [graph.node("Sqrt", [second]), graph.node("Gather", [corrections, index(step)])]);
    const direction = graph.node("Div", [first, graph.node("Add", [root, number(adam.epsilon)])]);
    const move = graph.node("Mul", [direction, graph.node("Gather", [stepSizes, index(step)])]);
    parameters = graph.node("Sub", [parameters, move]);
  }
  graph.output(parameters, "parameters_after", "float32", shape);
  graph.output(first, "first_after", "float32", shape);
  graph.output(second, "second_after", "float32", shape);
  return encodeOnnxModel(graph.build());
}
