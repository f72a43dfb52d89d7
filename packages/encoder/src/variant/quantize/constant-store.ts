import {
  type ElementType,
  type ExternalWeights,
  type Initializer,
  type ParsedConstant,
  elementTypes,
} from "@lesion-atlas/compute";
import { AppError, type CallOptions, throwIfCancelled } from "@lesion-atlas/core";
import type { PlannedProduct } from "./plan-quantization.ts";
import { quantizeColumns } from "./quantize-matrix.ts";
import { floatsOf, readConstant } from "./read-constant.ts";

/** Constants below this size stay in the graph's file, in float32. */
const smallestBytes = 16_384;
const largestHalf = 65_504;

/** The constants of a graph that is being rewritten; the large ones go into the file of weights as they come. */
export interface ConstantStore {
  readonly constants: readonly (ParsedConstant | Initializer)[];
  /** How many became float16. */
  halves(): number;
  keep(constant: ParsedConstant): Promise<void>;
  /** Stores NAME as NAME.half. @returns whether it became float16 */
  half(constant: ParsedConstant): Promise<boolean>;
  /** Each matrix once. @returns the names of the matrix and of its scales */
  int8(constant: ParsedConstant, product: PlannedProduct): Promise<{ values: string; scales: string }>;
}

/** @param folder where the constants lie now */
export function createConstantStore(folder: string, weights: ExternalWeights, { signal }: CallOptions): ConstantStore {
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
    async int8(constant, { rows, columns, transposed, first }) {
      const name = first === undefined ? constant.name : `${constant.name}.${first}`;
      const known = quantized.get(name);
      if (known) return known;
      const start = (first ?? 0) * constant.dimensions[1];
      const stored = floatsOf(await readConstant(folder, constant)).subarray(start, start + rows * columns);
      const matrix = quantizeColumns(stored, rows, columns, { transposed });
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
