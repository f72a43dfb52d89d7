import type { TransformerShape } from "../configuration/clip-configuration.ts";
import { type AttentionMask, selfAttention } from "./attention.ts";
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
  return Array.from({ length: shape.layers }).reduce<string>(
    (before, _, layer) => block(graph, `${name}.resblocks.${layer}`, before, tokens, shape, mask),
    x,
  );
}

function block(
  graph: TowerGraph,
  name: string,
  x: string,
  tokens: TokenShape,
  shape: TransformerShape,
  mask: AttentionMask,
): string {
  const { width, hiddenWidth, activation, epsilon } = shape;
  const scaled = (branch: string, scale: string) =>
    shape.layerScale ? graph.node("Mul", [branch, graph.weight(`${name}.${scale}.gamma`, [width])]) : branch;

  const first = normalise(graph, `${name}.ln_1`, x, width, epsilon);
  const attended = selfAttention(graph, `${name}.attn`, first, tokens, shape, mask);
  const middle = graph.node("Add", [x, scaled(attended, "ls_1")]);

  const second = normalise(graph, `${name}.ln_2`, middle, width, epsilon);
  const hidden = activate(graph, activation, linear(graph, `${name}.mlp.c_fc`, second, width, hiddenWidth));
  const perceived = linear(graph, `${name}.mlp.c_proj`, hidden, hiddenWidth, width);
  return graph.node("Add", [middle, scaled(perceived, "ls_2")]);
}
