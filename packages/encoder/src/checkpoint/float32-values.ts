import type { ElementType } from "./element-type.ts";

/**
 * Elements as float32. float16 and bfloat16 are exact; float64 and int64 are rounded to the nearest float32.
 *
 * @param bytes little-endian elements of `type`, a whole number of them, beginning at a multiple of 8 of their buffer
 */
export function float32Values(bytes: Uint8Array, type: ElementType): Float32Array {
  const { buffer, byteOffset, byteLength } = bytes;
  switch (type) {
    case "float32":
      return new Float32Array(buffer, byteOffset, byteLength / 4);
    case "float64":
      return Float32Array.from(new Float64Array(buffer, byteOffset, byteLength / 8));
    case "float16":
      return float16Values(new Uint16Array(buffer, byteOffset, byteLength / 2));
    case "bfloat16":
      return bfloat16Values(new Uint16Array(buffer, byteOffset, byteLength / 2));
    case "int64":
      return Float32Array.from(new BigInt64Array(buffer, byteOffset, byteLength / 8), Number);
    case "int32":
      return Float32Array.from(new Int32Array(buffer, byteOffset, byteLength / 4));
    case "int16":
      return Float32Array.from(new Int16Array(buffer, byteOffset, byteLength / 2));
    case "int8":
      return Float32Array.from(new Int8Array(buffer, byteOffset, byteLength));
    case "uint8":
    case "bool":
      return Float32Array.from(bytes);
  }
}

/** bfloat16 is the upper half of a float32. */
function bfloat16Values(halves: Uint16Array): Float32Array {
  const words = new Uint32Array(halves.length);
  for (let index = 0; index < halves.length; index++) words[index] = halves[index] << 16;
  return new Float32Array(words.buffer);
}

let float16Table: Float32Array | undefined;

function float16Values(halves: Uint16Array): Float32Array {
  const table = (float16Table ??= Float32Array.from({ length: 65_536 }, (_, bits) => float16Value(bits)));
  const values = new Float32Array(halves.length);
  for (let index = 0; index < halves.length; index++) values[index] = table[halves[index]];
  return values;
}

/** IEEE 754 binary16: one bit of sign, five of exponent (bias 15), ten of fraction. */
function float16Value(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 0x1f;
  const fraction = bits & 0x3ff;
  if (exponent === 0x1f) return fraction ? Number.NaN : sign * Number.POSITIVE_INFINITY;
  return exponent === 0 ? sign * fraction * 2 ** -24 : sign * (1024 + fraction) * 2 ** (exponent - 25);
}
