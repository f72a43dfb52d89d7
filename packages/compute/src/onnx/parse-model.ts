import { AppError } from "@lesion-atlas/core";
import type { ExternalContent } from "./onnx-model.ts";
import { type WireField, wireFields } from "./read-wire.ts";

/** An operator of a file, with its bytes as they were. */
export interface ParsedNode {
  readonly operator: string;
  readonly domain: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  /** Whole-number attributes by name; others are in `bytes` only. */
  readonly integers: Readonly<Record<string, number>>;
  /** Attributes of one float, by name. */
  readonly fractions: Readonly<Record<string, number>>;
  /** Names of all attributes. */
  readonly attributes: readonly string[];
  readonly bytes: Uint8Array;
}

/** A constant of a file, with its bytes as they were. */
export interface ParsedConstant {
  readonly name: string;
  readonly dimensions: readonly number[];
  /** Number of `TensorProto.DataType`. */
  readonly elementType: number;
  /** Little-endian, where they lie in the file itself and in one piece. */
  readonly content?: Uint8Array;
  readonly external?: ExternalContent;
  readonly bytes: Uint8Array;
}

/** An ONNX file taken apart as far as a rewriting of its operators needs; all else is kept as bytes. */
export interface ParsedModel {
  readonly nodes: readonly ParsedNode[];
  readonly constants: readonly ParsedConstant[];
  /** Names of the graph's outputs. */
  readonly outputs: readonly string[];
  /** Fields of the graph beside nodes and constants, and of the model beside the graph and operator sets. */
  readonly graphRest: readonly Uint8Array[];
  readonly modelRest: readonly Uint8Array[];
  /** Domain to version. */
  readonly operatorSets: ReadonlyMap<string, number>;
}

const decoder = new TextDecoder();

/** @throws AppError `model_invalid` for bytes that are no ONNX file */
export function parseOnnxModel(file: Uint8Array): ParsedModel {
  const fields = wireFields(file);
  const graph = fields.find(({ field }) => field === 7)?.bytes;
  if (!graph) throw new AppError("model_invalid", "this is no ONNX file: it has no graph");
  const parts = wireFields(graph);
  const of = (wanted: number) => parts.filter(({ field }) => field === wanted).map(bytesOf);
  const operatorSets = fields
    .filter(({ field }) => field === 8)
    .map((set) => {
      const inner = wireFields(bytesOf(set));
      return [textOf(inner, 1), Number(integerOf(inner, 2))] as const;
    });
  return {
    nodes: of(1).map(parseNode),
    constants: of(5).map(parseConstant),
    outputs: of(12).map((output) => textOf(wireFields(output), 1)),
    graphRest: parts.filter(({ field }) => field !== 1 && field !== 5).map(({ raw }) => raw),
    modelRest: fields.filter(({ field }) => field !== 7 && field !== 8).map(({ raw }) => raw),
    operatorSets: new Map(operatorSets),
  };
}

function parseNode(bytes: Uint8Array): ParsedNode {
  const fields = wireFields(bytes);
  const attributes = fields.filter(({ field }) => field === 5).map((attribute) => wireFields(bytesOf(attribute)));
  const integers = attributes.flatMap((attribute): [string, number][] => {
    const value = integerOf(attribute, 3);
    return value === undefined ? [] : [[textOf(attribute, 1), Number(BigInt.asIntN(64, value))]];
  });
  const fractions = attributes.flatMap((attribute): [string, number][] => {
    const found = attribute.find(({ field, raw }) => field === 2 && raw.length === 5);
    return found
      ? [[textOf(attribute, 1), new DataView(found.raw.buffer, found.raw.byteOffset).getFloat32(1, true)]]
      : [];
  });
  return {
    operator: textOf(fields, 4),
    domain: textOf(fields, 7),
    inputs: textsOf(fields, 1),
    outputs: textsOf(fields, 2),
    integers: Object.fromEntries(integers),
    fractions: Object.fromEntries(fractions),
    attributes: attributes.map((attribute) => textOf(attribute, 1)),
    bytes,
  };
}

function parseConstant(bytes: Uint8Array): ParsedConstant {
  const fields = wireFields(bytes);
  const dimensions = fields
    .filter(({ field }) => field === 1)
    .flatMap(({ integer, bytes: packed }) =>
      integer === undefined ? packedIntegers(packed ?? new Uint8Array()) : [Number(integer)],
    );
  const entries = fields.filter(({ field }) => field === 13).map((entry) => wireFields(bytesOf(entry)));
  const external = Object.fromEntries(entries.map((entry) => [textOf(entry, 1), textOf(entry, 2)]));
  const floats = fields.filter(({ field, bytes: packed }) => field === 4 && packed).map(bytesOf);
  return {
    name: textOf(fields, 8),
    dimensions,
    elementType: Number(integerOf(fields, 2) ?? 0n),
    content: fields.find(({ field }) => field === 9)?.bytes ?? (floats.length === 1 ? floats[0] : undefined),
    external:
      external.location === undefined
        ? undefined
        : { location: external.location, offset: Number(external.offset ?? 0), length: Number(external.length) },
    bytes,
  };
}

function packedIntegers(packed: Uint8Array): number[] {
  const numbers: number[] = [];
  for (let position = 0, value = 0, scale = 1; position < packed.length; position++) {
    value += (packed[position] & 0x7f) * scale;
    scale *= 128;
    if (packed[position] >= 0x80) continue;
    numbers.push(value);
    [value, scale] = [0, 1];
  }
  return numbers;
}

function bytesOf({ bytes }: WireField): Uint8Array {
  if (bytes) return bytes;
  throw new AppError("model_invalid", "this is no ONNX file, or a damaged one");
}

function integerOf(fields: readonly WireField[], wanted: number): bigint | undefined {
  return fields.find(({ field }) => field === wanted)?.integer;
}

function textsOf(fields: readonly WireField[], wanted: number): string[] {
  return fields.filter(({ field }) => field === wanted).map((field) => decoder.decode(bytesOf(field)));
}

/** Empty where the field is unset, as protobuf has it. */
function textOf(fields: readonly WireField[], wanted: number): string {
  return textsOf(fields, wanted)[0] ?? "";
}
