import { type ParsedConstant, type ParsedModel, type ParsedNode, elementTypes } from "@lesion-atlas/compute";
import { type GraphLinks, linksOf } from "./graph-links.ts";

/** An operator that computes in 8 bits: its inputs and its output are rounded. */
export interface PlannedLayer {
  readonly node: ParsedNode;
  /** Values that are rounded before it. */
  readonly inputs: readonly string[];
  /** What it gives, behind the activation. */
  readonly output: string;
  /** An activation behind it that only bounds values: rounding to what was seen behind it does the same. */
  readonly activation?: ParsedNode;
  /** Of a convolution or a product: its constant, with the axis of its output channels. */
  readonly weight?: { readonly constant: ParsedConstant; readonly axis: number; readonly bias?: ParsedConstant };
}

/** Operators without weights that take 8 bits where what they read is in 8 bits already. */
const followers = new Set(["Add", "GlobalAveragePool", "AveragePool", "MaxPool", "Flatten"]);

/**
 * The layers of a graph that can compute in 8 bits: convolutions and products with constant weights, and what lies
 * between them.
 */
export function planLayers(model: ParsedModel): PlannedLayer[] {
  const links = linksOf(model);
  const rounded = new Set<string>();
  const folded = new Set<ParsedNode>();
  const layers: PlannedLayer[] = [];
  for (const node of model.nodes) {
    if (node.domain !== "" || folded.has(node)) continue;
    const weight = weightOf(node, links);
    const follows = followers.has(node.operator) && node.inputs.every((name) => rounded.has(name));
    if (!weight && !follows) continue;
    const activation = activationBehind(node, links);
    const inputs = weight ? [node.inputs[0]] : [...new Set(node.inputs)];
    const output = (activation ?? node).outputs[0];
    if (activation) folded.add(activation);
    for (const name of [...inputs, output]) rounded.add(name);
    layers.push({ node, inputs, output, activation, weight });
  }
  return layers;
}

function weightOf(node: ParsedNode, { constants }: GraphLinks): PlannedLayer["weight"] {
  const [input, weightName, biasName = ""] = node.inputs;
  const constant = constants.get(weightName ?? "");
  if (!constant?.content || constant.elementType !== elementTypes.float32 || constants.has(input)) return undefined;
  const bias = biasName === "" ? undefined : constants.get(biasName);
  if (biasName !== "" && (!bias?.content || bias.elementType !== elementTypes.float32)) return undefined;
  if (node.operator === "Conv" && constant.dimensions.length === 4) return { constant, axis: 0, bias };
  if (node.operator === "Gemm" && isPlainGemm(node)) {
    const axis = node.integers.transB === 1 ? 0 : 1;
    if (bias && bias.dimensions.join() !== String(constant.dimensions[axis])) return undefined;
    return { constant, axis, bias };
  }
  return undefined;
}

/** Without factors, which a parsed node does not tell: onnxruntime writes them always, and fuses what they are 1 of. */
function isPlainGemm({ integers, fractions }: ParsedNode): boolean {
  const { alpha = 1, beta = 1 } = fractions;
  return (integers.transA ?? 0) === 0 && alpha === 1 && beta === 1;
}

function activationBehind(node: ParsedNode, links: GraphLinks): ParsedNode | undefined {
  const reader = links.onlyReader(node.outputs[0]);
  // An output of the graph is not rounded, so nothing would bound it.
  if (reader?.domain !== "" || links.outputs.includes(reader.outputs[0])) return undefined;
  if (reader.operator === "Relu") return reader;
  if (reader.operator !== "Clip" || reader.inputs[0] !== node.outputs[0]) return undefined;
  const [, low = "", high = ""] = reader.inputs;
  const least = low === "" ? -Infinity : links.scalar(low);
  const most = high === "" ? Infinity : links.scalar(high);
  // Zero has to be a value of its own: what a convolution pads with.
  return least !== undefined && most !== undefined && least <= 0 && most >= 0 ? reader : undefined;
}
