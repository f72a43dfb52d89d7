import type {
  Attribute,
  Dimension,
  ElementType,
  ExternalContent,
  Graph,
  Initializer,
  Node,
  ValueInfo,
} from "./onnx-model.ts";

/** Builds a graph in the order of its computation; every value is known by its name. */
export interface GraphBuilder {
  /** Declares an input. @returns its name */
  input(name: string, elementType: ElementType, dimensions: readonly Dimension[]): string;
  /**
   * Adds an operator.
   *
   * @param inputs names of values; an empty name leaves an optional input out
   * @returns the name of its first output
   */
  node(operator: string, inputs: readonly string[], options?: NodeOptions): string;
  /** A float32 constant; without dimensions a scalar. @returns its name */
  floats(values: readonly number[] | Float32Array, dimensions?: readonly number[]): string;
  /** An int64 constant: axes, shapes and indices; without dimensions a list. @returns its name */
  integers(values: readonly number[], dimensions?: readonly number[]): string;
  /** A constant under a name of its own, whose bytes lie inline or in another file. @returns its name */
  constant(
    name: string,
    elementType: ElementType,
    dimensions: readonly number[],
    content: Uint8Array | ExternalContent,
  ): string;
  /** Makes `value` an output of the graph called `name`. */
  output(value: string, name: string, elementType: ElementType, dimensions: readonly Dimension[]): void;
  /** The graph as built so far. */
  build(): Graph;
}

export interface NodeOptions {
  attributes?: Readonly<Record<string, Attribute>>;
  /** Empty (the default) for ONNX's own operators, `fusedDomain` for onnxruntime's. */
  domain?: string;
  /** Names of the outputs where the operator has several or a name is wanted. */
  outputs?: readonly string[];
}

/**
 * Starts an empty graph. Constants of equal content are stored once.
 *
 * @param options.prefix stands before every name that the builder makes up, for nodes that go into another graph
 */
export function createGraphBuilder(name: string, { prefix = "" }: { prefix?: string } = {}): GraphBuilder {
  const inputs: ValueInfo[] = [];
  const outputs: ValueInfo[] = [];
  const initializers: Initializer[] = [];
  const nodes: Node[] = [];
  const known = new Map<string, string>();

  function small(elementType: ElementType, dimensions: readonly number[], content: Uint8Array): string {
    const key = `${elementType} ${dimensions.join("x")} ${Buffer.from(content).toString("base64")}`;
    const found = known.get(key);
    if (found !== undefined) return found;
    const constantName = `${prefix}constant_${known.size}`;
    known.set(key, constantName);
    initializers.push({ name: constantName, elementType, dimensions, content });
    return constantName;
  }

  return {
    input(inputName, elementType, dimensions) {
      inputs.push({ name: inputName, elementType, dimensions });
      return inputName;
    },
    node(operator, nodeInputs, { attributes = {}, domain = "", outputs: names } = {}) {
      const nodeOutputs = names ?? [`${prefix}${operator.toLowerCase()}_${nodes.length}`];
      nodes.push({ operator, domain, inputs: nodeInputs, outputs: nodeOutputs, attributes });
      return nodeOutputs[0];
    },
    floats(values, dimensions = []) {
      return small("float32", dimensions, littleEndian(Float32Array.from(values)));
    },
    integers(values, dimensions = [values.length]) {
      return small("int64", dimensions, littleEndian(BigInt64Array.from(values, BigInt)));
    },
    constant(constantName, elementType, dimensions, content) {
      initializers.push({ name: constantName, elementType, dimensions, content });
      return constantName;
    },
    output(value, outputName, elementType, dimensions) {
      nodes.push({ operator: "Identity", domain: "", inputs: [value], outputs: [outputName], attributes: {} });
      outputs.push({ name: outputName, elementType, dimensions });
    },
    build: () => ({
      name,
      inputs: [...inputs],
      outputs: [...outputs],
      initializers: [...initializers],
      nodes: [...nodes],
    }),
  };
}

/** The bytes of a typed array as ONNX stores them. Every platform of onnxruntime-node is little-endian, as this is. */
function littleEndian(values: Float32Array | BigInt64Array): Uint8Array {
  return new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
}
