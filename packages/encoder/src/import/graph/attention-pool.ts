import type { ImageTower } from "../configuration/clip-configuration.ts";
import { attend } from "./attention.ts";
import { linear, normalise } from "./layers.ts";
import { createTokenShape } from "./token-shape.ts";
import type { TowerGraph } from "./tower-graph.ts";

const name = "visual.attn_pool";

/**
 * Learned queries that attend to the tokens [n, l, width] of an image (`AttentionalPooler`): [n, queries, dimensions].
 * Where only the first query is read behind it, only that one is computed.
 */
export function attentionPool(
  graph: TowerGraph,
  tower: ImageTower,
  { queries, heads }: { queries: number; heads: number },
  dimensions: number,
  tokens: string,
): string {
  const { width, epsilon } = tower.transformer;
  const used = tower.pooling === "token" ? 1 : queries;
  const batch = graph.node("Slice", [graph.node("Shape", [tokens]), graph.integers([0]), graph.integers([1])]);
  const rowsOf = (count: string) => graph.node("Concat", [batch, count], { attributes: { axis: { int: 0 } } });

  const learned = graph.node("Slice", [
    graph.weight(`${name}.query`, [queries, dimensions]),
    graph.integers([0]),
    graph.integers([used]),
  ]);
  const asked = normalise(graph, `${name}.ln_q`, learned, dimensions, epsilon);
  const seen = normalise(graph, `${name}.ln_k`, tokens, width, epsilon);
  const [query, key, value] = projections(graph, dimensions, width, asked, seen);
  const shared = graph.node("Expand", [query, rowsOf(graph.integers([used, dimensions]))]);
  const attended = attend(graph, [shared, key, value], heads, { causal: false });
  const shape = createTokenShape(graph, rowsOf(graph.integers([used])));
  const flat = shape.flatten(attended, dimensions);
  return shape.unflatten(linear(graph, `${name}.attn.out_proj`, flat, dimensions, dimensions), dimensions);
}

/** torch keeps the three matrices in one where all have the same size, else apart; their biases are always in one. */
function projections(graph: TowerGraph, dimensions: number, width: number, asked: string, seen: string): string[] {
  const parts = ["q", "k", "v"];
  const split = (packed: string, kind: string) => {
    const outputs = parts.map((part) => `${name}.${part}_${kind}`);
    graph.node("Split", [packed], { outputs, attributes: { axis: { int: 0 }, num_outputs: { int: 3 } } });
    return outputs;
  };
  const biases = split(graph.weight(`${name}.attn.in_proj_bias`, [3 * dimensions]), "bias");
  const weights =
    dimensions === width
      ? split(graph.weight(`${name}.attn.in_proj_weight`, [3 * dimensions, dimensions]), "weight")
      : parts.map((part) =>
          graph.weight(`${name}.attn.${part}_proj_weight`, [dimensions, part === "q" ? dimensions : width]),
        );
  return weights.map((weight, index) => {
    const turned = graph.node("Transpose", [weight], { attributes: { perm: { ints: [1, 0] } } });
    return graph.node("Add", [graph.node("MatMul", [index === 0 ? asked : seen, turned]), biases[index]]);
  });
}
