import { type Node, type ParsedModel, type ParsedNode, elementTypes, fusedDomain } from "@lesion-atlas/compute";
import type { ConstantStore } from "./constant-store.ts";
import { plannedProducts } from "./plan-quantization.ts";

/** How the large weights of a graph are stored. */
export type StoredPrecision = "int8" | "fp16";

/**
 * The operators of a graph whose large weights have fewer bits; the constants go into the store. `int8`: products with a
 * constant matrix become onnxruntime's `DynamicQuantizeMatMul`, with a scale for each output channel, and tables that are
 * looked up become float16. `fp16`: every large weight is stored in float16 and widened when the graph is opened.
 *
 * @returns the operators, and how many products run in int8
 */
export async function rewritePrecision(
  model: ParsedModel,
  precision: StoredPrecision | undefined,
  store: ConstantStore,
): Promise<{ nodes: readonly (ParsedNode | Node)[]; products: number }> {
  const planned = precision === "int8" ? plannedProducts(model) : [];
  const byNode = new Map(planned.map((product) => [product.node, product]));
  const matrices = new Set(planned.map(({ node }) => node.inputs[1]));
  const operators = model.nodes.filter((one) => {
    const readers = model.nodes.filter(({ inputs }) => one.operator === "Slice" && inputs.includes(one.outputs[0]));
    return readers.length === 0 || !readers.every((reader) => byNode.has(reader) && matrices.has(one.outputs[0]));
  });
  const kept = new Set(
    operators.flatMap((node) => (byNode.has(node) ? node.inputs.filter((_, index) => index !== 1) : node.inputs)),
  );
  const table = new Set(
    operators.filter(({ operator, domain }) => operator === "Gather" && domain === "").map(({ inputs }) => inputs[0]),
  );
  const constants = new Map(model.constants.map((constant) => [constant.name, constant]));
  const nodes: (ParsedNode | Node)[] = [];
  const halved = new Set<string>();
  for (const constant of model.constants) {
    if (!kept.has(constant.name)) continue;
    const mayHalve = precision === "fp16" || (precision === "int8" && table.has(constant.name));
    if (mayHalve && (await store.half(constant))) halved.add(constant.name);
    else await store.keep(constant);
  }
  const lookedUpOnly = new Set([...halved].filter((name) => operators.every((one) => looksUp(one, name))));
  for (const name of halved) if (!lookedUpOnly.has(name)) nodes.push(widened(`${name}.half`, name));
  for (const one of operators) {
    if (lookedUpOnly.has(one.inputs[0])) {
      const rows = `${one.outputs[0]}.half`;
      const axis = { axis: { int: one.integers.axis ?? 0 } };
      nodes.push(node("Gather", [`${one.inputs[0]}.half`, one.inputs[1]], [rows], axis), widened(rows, one.outputs[0]));
      continue;
    }
    const product = byNode.get(one);
    if (!product) {
      nodes.push(one);
      continue;
    }
    const { weight, bias = "" } = product;
    const quantized = await store.int8(constants.get(weight)!, product);
    const inputs = [one.inputs[0], quantized.values, quantized.scales, "", bias];
    nodes.push({ ...node("DynamicQuantizeMatMul", inputs, one.outputs, {}), domain: fusedDomain });
  }
  return { nodes, products: planned.length };
}

/** Whether an operator uses a constant as a table of which it takes rows, or not at all. */
function looksUp({ operator, domain, inputs }: ParsedNode, name: string): boolean {
  if (!inputs.includes(name)) return true;
  return operator === "Gather" && domain === "" && inputs.indexOf(name) === 0 && inputs[1] !== name;
}

function widened(half: string, name: string): Node {
  return node("Cast", [half], [name], { to: { int: elementTypes.float32 } });
}

function node(
  operator: string,
  inputs: readonly string[],
  outputs: readonly string[],
  attributes: Node["attributes"],
): Node {
  return { operator, domain: "", inputs, outputs, attributes };
}
