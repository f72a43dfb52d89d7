/** How a vector lies in the file: float32, little-endian as every processor that Node runs on. */
export function bytesOfVector(values: Float32Array): Uint8Array {
  return new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
}

/** @param bytes as `bytesOfVector` gave them, at any offset; they are copied where float32 may not begin */
export function vectorOfBytes(bytes: Uint8Array): Float32Array {
  const aligned = bytes.byteOffset % Float32Array.BYTES_PER_ELEMENT === 0 ? bytes : bytes.slice();
  return new Float32Array(aligned.buffer, aligned.byteOffset, aligned.byteLength / Float32Array.BYTES_PER_ELEMENT);
}
