/** ONNX element types that we write, with the numbers of `TensorProto.DataType`. */
export const elementTypes = {
  float32: 1,
  uint8: 2,
  int8: 3,
  int32: 6,
  int64: 7,
  bool: 9,
  float16: 10,
  float64: 11,
} as const;

export type ElementType = keyof typeof elementTypes;

/** A size, or the name of a size that is known only when the graph runs (`batch`). */
export type Dimension = number | string;

/** A graph's input or output. */
export interface ValueInfo {
  readonly name: string;
  readonly elementType: ElementType;
  /** Absent where onnxruntime is to find out. */
  readonly dimensions?: readonly Dimension[];
}

/** A constant of the graph: its bytes (little-endian, row-major) inline, or the place where they lie in another file. */
export interface Initializer {
  readonly name: string;
  readonly elementType: ElementType;
  readonly dimensions: readonly number[];
  readonly content: Uint8Array | ExternalContent;
}

/** Where a constant's bytes lie: a file beside the model file, and the range in it. */
export interface ExternalContent {
  /** File name relative to the model file's folder. */
  readonly location: string;
  /** Bytes. */
  readonly offset: number;
  /** Bytes. */
  readonly length: number;
}

/** An attribute's value. Numbers in JavaScript do not say whether they are ints or floats, so the kind is named. */
export type Attribute =
  | { readonly int: number }
  | { readonly ints: readonly number[] }
  | { readonly float: number }
  | { readonly text: string };

/** One operator; an empty input name means "this optional input is not given". */
export interface Node {
  readonly operator: string;
  /** Operator set: empty for ONNX's own, `com.microsoft` for onnxruntime's fused ones. */
  readonly domain: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly attributes: Readonly<Record<string, Attribute>>;
}

/** Nodes are in an order in which each comes behind those whose outputs it reads. */
export interface Graph {
  readonly name: string;
  readonly inputs: readonly ValueInfo[];
  readonly outputs: readonly ValueInfo[];
  readonly initializers: readonly Initializer[];
  readonly nodes: readonly Node[];
}

/** The operator set of ONNX that our graphs use: `LayerNormalization` is from 17, `Gelu` from 20. */
export const opsetVersion = 20;

/** The file format's version that goes with operator set 20. */
export const irVersion = 9;

/** The operator set of onnxruntime's fused operators. */
export const fusedDomain = "com.microsoft";
