import { fusedDomain } from "@lesion-atlas/compute";
import type { Activation } from "../configuration/clip-configuration.ts";
import type { TowerGraph } from "./tower-graph.ts";

/** x [rows, inputs] -> [rows, outputs] with the weights `NAME.weight` [outputs, inputs] and `NAME.bias`. */
export function linear(graph: TowerGraph, name: string, x: string, inputs: number, outputs: number): string {
  return affine(graph, { weight: `${name}.weight`, bias: `${name}.bias` }, x, inputs, outputs);
}

/** `linear` where weight and bias have names of their own. */
export function affine(
  graph: TowerGraph,
  names: { weight: string; bias: string },
  x: string,
  inputs: number,
  outputs: number,
): string {
  const weights = [graph.weight(names.weight, [outputs, inputs]), graph.weight(names.bias, [outputs])];
  return graph.node("Gemm", [x, ...weights], { attributes: { transB: { int: 1 } } });
}

/** x [rows, inputs] times the matrix `name` [inputs, outputs]. */
export function project(graph: TowerGraph, name: string, x: string, inputs: number, outputs: number): string {
  return graph.node("MatMul", [x, graph.weight(name, [inputs, outputs])]);
}

/** Layer normalisation over the last dimension. */
export function normalise(graph: TowerGraph, name: string, x: string, width: number, epsilon: number): string {
  const weights = [graph.weight(`${name}.weight`, [width]), graph.weight(`${name}.bias`, [width])];
  return graph.node("LayerNormalization", [x, ...weights], {
    attributes: { axis: { int: -1 }, epsilon: { float: epsilon } },
  });
}

/** One fused operator for each activation. */
export function activate(graph: TowerGraph, activation: Activation, x: string): string {
  switch (activation) {
    case "gelu":
      return graph.node("Gelu", [x]);
    case "gelu_tanh":
      return graph.node("Gelu", [x], { attributes: { approximate: { text: "tanh" } } });
    case "quick_gelu":
      return graph.node("QuickGelu", [x], { domain: fusedDomain, attributes: { alpha: { float: 1.702 } } });
  }
}
