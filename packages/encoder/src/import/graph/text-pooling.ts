import type { TextTower } from "../configuration/clip-configuration.ts";
import { rowAt } from "./token-shape.ts";
import type { TowerGraph } from "./tower-graph.ts";

/**
 * The row of each text that becomes its embedding.
 *
 * @param ids int64 [n, l]
 * @param tokens float32 [n, l, width], or [n, l + 1, width] with a class token
 * @returns [n, width]
 */
export function pooledText(graph: TowerGraph, tower: TextTower, ids: string, tokens: string): string {
  const { pooling } = tower;
  if (tower.classToken || pooling.kind === "last") return rowAt(graph, tokens, -1);
  if (pooling.kind === "first") return rowAt(graph, tokens, 0);
  const score = pooling.kind === "id" ? graph.node("Equal", [ids, graph.integers([pooling.id], [])]) : ids;
  const comparable = graph.node("Cast", [score], { attributes: { to: { int: 6 } } });
  const place = graph.node("ArgMax", [comparable], { attributes: { axis: { int: 1 }, keepdims: { int: 1 } } });
  return graph.node("GatherND", [tokens, place], { attributes: { batch_dims: { int: 1 } } });
}
