import type { TextTower } from "../configuration/clip-configuration.ts";
import type { AttentionMask } from "./attention.ts";
import type { TowerGraph } from "./tower-graph.ts";

/** What goes into the blocks of a text tower. */
export interface TextTokens {
  /** Name of a float32 value [n, l, width]. */
  readonly tokens: string;
  /** Name of an int64 value: n and l. */
  readonly batchAndLength: string;
  readonly mask: AttentionMask;
}

/** Token embeddings with those of their positions, behind them the class token where the tower has one. */
export function textTokens(graph: TowerGraph, tower: TextTower, ids: string): TextTokens {
  const { width } = tower.transformer;
  const words = graph.node("Gather", [graph.weight("token_embedding.weight", [tower.vocabularySize, width]), ids]);
  const positions = tower.contextLength + (tower.classToken ? 1 : 0);
  const places = graph.weight("positional_embedding", [positions, width]);
  const idsShape = graph.node("Shape", [ids]);

  if (!tower.classToken) {
    const length = graph.node("Slice", [idsShape, graph.integers([1]), graph.integers([2])]);
    const used = graph.node("Slice", [places, graph.integers([0]), length]);
    const tokens = graph.node("Add", [words, used]);
    return { tokens, batchAndLength: idsShape, mask: { causal: tower.causal } };
  }
  const batchAndLength = graph.node("Add", [idsShape, graph.integers([0, 1])]);
  const one = expandRows(graph, graph.weight("cls_emb", [width]), idsShape, width);
  const tokens = graph.node("Add", [graph.node("Concat", [words, one], { attributes: { axis: { int: 1 } } }), places]);
  const bias = classTokenBias(graph, tower, tower.classToken.padToken, ids);
  return { tokens, batchAndLength, mask: { causal: false, bias } };
}

function expandRows(graph: TowerGraph, row: string, idsShape: string, width: number): string {
  const batch = graph.node("Slice", [idsShape, graph.integers([0]), graph.integers([1])]);
  const shape = graph.node("Concat", [batch, graph.integers([1, width])], { attributes: { axis: { int: 0 } } });
  return graph.node("Expand", [row, shape]);
}

/**
 * [n, 1, l + 1, l + 1]: hides padding, and what comes behind where the tower is causal. As in open_clip the mask of the
 * padding is one place late: position 0 is always seen, position k + 1 where id k is no padding.
 */
function classTokenBias(graph: TowerGraph, tower: TextTower, padToken: number, ids: string): string {
  const size = tower.contextLength + 1;
  const padding = graph.node("Equal", [ids, graph.integers([padToken], [])]);
  const hidden = graph.node("Where", [padding, graph.floats([Number.NEGATIVE_INFINITY]), graph.floats([0])]);
  const late = graph.node("Pad", [hidden, graph.integers([0, 1, 0, 0])]);
  const keys = graph.node("Unsqueeze", [late, graph.integers([1, 2])]);
  const square = Float32Array.from({ length: size * size }, (_, place) =>
    tower.causal && place % size > Math.floor(place / size) ? Number.NEGATIVE_INFINITY : 0,
  );
  return graph.node("Add", [keys, graph.floats(square, [1, 1, size, size])]);
}
