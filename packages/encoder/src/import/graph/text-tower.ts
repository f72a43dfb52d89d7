import type { TextTower } from "../configuration/clip-configuration.ts";
import { linear, normalise, project } from "./layers.ts";
import { pooledText } from "./text-pooling.ts";
import { textTokens } from "./text-tokens.ts";
import { createTokenShape } from "./token-shape.ts";
import { type TowerGraph, createTowerGraph } from "./tower-graph.ts";
import { transformer } from "./transformer.ts";

/** Names of the text graph's input, int64 [batch, length], and of its output, float32 [batch, dimensions]. */
export const textValues = { input: "input_ids", output: "embedding" } as const;

/**
 * Whether a text gives the same embedding however few padding tokens stand behind it, so that a batch may be cut at its
 * longest text. If not, the graph takes rows of the whole context length only.
 */
export function takesAnyLength(tower: TextTower): boolean {
  return tower.causal && tower.pooling.kind !== "last" && tower.classToken === undefined;
}

/**
 * The graph of a text tower as `TextTransformer` of open_clip 3.3.0 computes it; the embedding is not normalised.
 *
 * @param location file of the weights, beside the graph's own
 */
export function textTowerGraph(tower: TextTower, dimensions: number, location: string): TowerGraph {
  const graph = createTowerGraph("text", location);
  const { width, epsilon } = tower.transformer;
  const length = takesAnyLength(tower) ? "length" : tower.contextLength;
  const given = graph.input(textValues.input, "int64", ["batch", length]);
  const ids = withoutBlanked(graph, tower, given);

  const { tokens, batchAndLength, mask } = textTokens(graph, tower, ids);
  const shape = createTokenShape(graph, batchAndLength);
  const embedded = transformer(graph, "transformer", shape.flatten(tokens, width), shape, tower.transformer, mask);

  // A normalisation is done row by row: the pooled rows are enough.
  const pooled = pooledText(graph, tower, ids, shape.unflatten(embedded, width));
  const normalised = normalise(graph, "ln_final", pooled, width, epsilon);
  graph.output(projected(graph, tower, normalised, dimensions), textValues.output, "float32", ["batch", dimensions]);
  return graph;
}

function withoutBlanked(graph: TowerGraph, { blankedToken }: TextTower, ids: string): string {
  if (blankedToken === undefined) return ids;
  const isBlanked = graph.node("Equal", [ids, graph.integers([blankedToken], [])]);
  return graph.node("Where", [isBlanked, graph.integers([0], []), ids]);
}

function projected(graph: TowerGraph, tower: TextTower, x: string, dimensions: number): string {
  const { width } = tower.transformer;
  switch (tower.projection) {
    case "none":
      return x;
    case "matrix":
      return project(graph, "text_projection", x, width, dimensions);
    case "linear":
      return linear(graph, "text_projection", x, width, dimensions);
  }
}
