import type { TransformerShape } from "../configuration/clip-configuration.ts";
import { type AttentionMask, firstTokenAttention, selfAttention } from "./attention.ts";
import { activate, linear, normalise } from "./layers.ts";
import type { TokenShape } from "./token-shape.ts";
import type { TowerGraph } from "./tower-graph.ts";

/** All blocks of a tower, the weights under `NAME.resblocks.N`. x: [n l, width], and so is the result. */
export function transformer(
  graph: TowerGraph,
  name: string,
  x: string,
  tokens: TokenShape,
  shape: TransformerShape,
  mask: AttentionMask,
): string {
  const attention: Attention = (block, rows) => selfAttention(graph, block, rows, tokens, shape, mask);
  return blocks(graph, name, x, shape, shape.layers, attention);
}

/**
 * The same without a mask, for a tower of which only each sequence's first token is read: the last block computes that
 * one alone, [n, width]. In a tower of 24 blocks this saves one part in 28 of the work.
 */
export function transformerToFirstToken(
  graph: TowerGraph,
  name: string,
  x: string,
  tokens: TokenShape,
  shape: TransformerShape,
): string {
  const { width, layers } = shape;
  const attention: Attention = (block, rows) => selfAttention(graph, block, rows, tokens, shape, { causal: false });
  const before = blocks(graph, name, x, shape, layers - 1, attention);
  const first = (rows: string) => tokens.first(rows, width);
  return block(graph, `${name}.resblocks.${layers - 1}`, before, shape, first, (block, rows) =>
    firstTokenAttention(graph, block, rows, tokens, shape),
  );
}

/** Attention with the weights under `name` over normalised tokens [n l, width]. */
type Attention = (name: string, rows: string) => string;

function blocks(
  graph: TowerGraph,
  name: string,
  x: string,
  shape: TransformerShape,
  count: number,
  attention: Attention,
): string {
  return Array.from({ length: count }).reduce<string>(
    (before, _, layer) => block(graph, `${name}.resblocks.${layer}`, before, shape, (rows) => rows, attention),
    x,
  );
}

/** @param kept of x, the rows that `attention` gives */
function block(
  graph: TowerGraph,
  name: string,
  x: string,
  shape: TransformerShape,
  kept: (rows: string) => string,
  attention: Attention,
): string {
  const { width, hiddenWidth, activation, epsilon } = shape;
  const scaled = (branch: string, scale: string) =>
    shape.layerScale ? graph.node("Mul", [branch, graph.weight(`${name}.${scale}.gamma`, [width])]) : branch;

  const attended = attention(`${name}.attn`, normalise(graph, `${name}.ln_1`, x, width, epsilon));
  const middle = graph.node("Add", [kept(x), scaled(attended, "ls_1")]);

  const second = normalise(graph, `${name}.ln_2`, middle, width, epsilon);
  const hidden = activate(graph, activation, linear(graph, `${name}.mlp.c_fc`, second, width, hiddenWidth));
  const perceived = linear(graph, `${name}.mlp.c_proj`, hidden, hiddenWidth, width);
  return graph.node("Add", [middle, scaled(perceived, "ls_2")]);
}
