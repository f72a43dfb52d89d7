import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import {
  type ElementType,
  type ExternalWeights,
  type Initializer,
  type Node,
  type ParsedConstant,
  type ParsedModel,
  type ParsedNode,
  createExternalWeights,
  elementTypes,
  encodeRewrittenModel,
  fusedDomain,
  parseOnnxModel,
} from "@lesion-atlas/compute";
import { AppError, type CallOptions, throwIfCancelled } from "@lesion-atlas/core";
import { plannedProducts } from "./plan-quantization.ts";
import { quantizeColumns } from "./quantize-matrix.ts";
import { floatsOf, readConstant } from "./read-constant.ts";

/** How the large weights of a graph are stored. */
export type StoredPrecision = "int8" | "fp16";

export interface RewrittenGraph {
  /** Products that now run in int8. */
  products: number;
  /** Constants that are now stored in float16. */
  halves: number;
}

/** Constants below this size stay where they are, in float32. */
const smallestBytes = 16_384;
const largestHalf = 65_504;

/**
 * Writes a graph of `from` into `to` with its large weights in fewer bits. `int8`: products with a constant matrix become
 * onnxruntime's `DynamicQuantizeMatMul`, with a scale for each output channel, and tables that are looked up become
 * float16. `fp16`: every large weight is stored in float16 and widened when the graph is opened. Memory holds one weight.
 *
 * @param file `image.onnx` or `text.onnx`; weights go into `FILE.data`
 * @throws AppError `model_invalid`, `cancelled`
 */
export async function rewriteGraph(
  from: string,
  to: string,
  file: string,
  precision: StoredPrecision,
  { signal }: CallOptions = {},
): Promise<RewrittenGraph> {
  const model = parseOnnxModel(await readFile(join(from, file)));
  const weights = await createExternalWeights(join(to, `${file}.data`));
  const store = createStore(from, weights, { signal });
  try {
    const { nodes, products } = await rewritten(model, precision, store);
    await writeFile(join(to, file), encodeRewrittenModel(model, nodes, store.constants), { flag: "wx" });
    return { products, halves: store.halves() };
  } finally {
    await weights.close();
  }
}

async function rewritten(model: ParsedModel, precision: StoredPrecision, store: Store) {
  const planned = precision === "int8" ? plannedProducts(model) : [];
  const byNode = new Map(planned.map((product) => [product.node, product]));
  const table = new Set(
    model.nodes.filter(({ operator, domain }) => operator === "Gather" && domain === "").map(({ inputs }) => inputs[0]),
  );
  const constants = new Map(model.constants.map((constant) => [constant.name, constant]));
  const nodes: (ParsedNode | Node)[] = [];
  const kept = new Set(
    model.nodes.flatMap((node) => {
      const product = byNode.get(node);
      return product ? node.inputs.filter((name) => name !== product.weight) : node.inputs;
    }),
  );
  const halved = new Set<string>();
  for (const constant of model.constants) {
    if (!kept.has(constant.name)) continue;
    const mayHalve = precision === "fp16" || table.has(constant.name);
    if (mayHalve && (await store.half(constant))) halved.add(constant.name);
    else await store.keep(constant);
  }
  const lookedUpOnly = new Set([...halved].filter((name) => model.nodes.every((one) => looksUp(one, name))));
  for (const name of halved) if (!lookedUpOnly.has(name)) nodes.push(widened(`${name}.half`, name));
  for (const one of model.nodes) {
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

interface Store {
  constants: (ParsedConstant | Initializer)[];
  halves(): number;
  keep(constant: ParsedConstant): Promise<void>;
  /** @returns whether it became float16 */
  half(constant: ParsedConstant): Promise<boolean>;
  /** @returns the names of the matrix and of its scales */
  int8(
    constant: ParsedConstant,
    shape: { rows: number; columns: number; transposed: boolean },
  ): Promise<{ values: string; scales: string }>;
}

function createStore(folder: string, weights: ExternalWeights, { signal }: CallOptions): Store {
  const constants: (ParsedConstant | Initializer)[] = [];
  const quantized = new Map<string, { values: string; scales: string }>();
  let halves = 0;

  async function add(name: string, elementType: ElementType, dimensions: readonly number[], bytes: Uint8Array) {
    throwIfCancelled(signal);
    const content = bytes.length < smallestBytes ? bytes : await weights.append([bytes], bytes.length, { signal });
    constants.push({ name, elementType, dimensions, content });
  }

  return {
    constants,
    halves: () => halves,
    async keep(constant) {
      if (constant.content || !constant.external) return void constants.push(constant);
      const elementType = nameOf(constant);
      await add(constant.name, elementType, constant.dimensions, await readConstant(folder, constant));
    },
    async half(constant) {
      const { name, elementType, dimensions } = constant;
      if (elementType !== elementTypes.float32) return false;
      const bytes = await readConstant(folder, constant);
      if (bytes.length < smallestBytes) return false;
      const values = floatsOf(bytes);
      if (!values.every((value) => Math.abs(value) <= largestHalf)) return false;
      await add(`${name}.half`, "float16", dimensions, new Uint8Array(new Float16Array(values).buffer));
      halves += 1;
      return true;
    },
    async int8(constant, { rows, columns, transposed }) {
      const { name } = constant;
      const known = quantized.get(name);
      if (known) return known;
      const matrix = quantizeColumns(floatsOf(await readConstant(folder, constant)), rows, columns, { transposed });
      const names = { values: `${name}.int8`, scales: `${name}.scales` };
      await add(names.values, "int8", [rows, columns], new Uint8Array(matrix.values.buffer));
      await add(names.scales, "float32", [columns], new Uint8Array(matrix.scales.buffer));
      quantized.set(name, names);
      return names;
    },
  };
}

function nameOf({ name, elementType }: ParsedConstant): ElementType {
  const found = Object.entries(elementTypes).find(([, number]) => number === elementType)?.[0];
  if (found) return found as ElementType;
  throw new AppError("unsupported", `not supported: the constant ${name} of element type ${elementType}`);
}
