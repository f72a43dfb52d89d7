export interface SafetensorsEntry {
  dtype: string;
  shape: readonly number[];
  bytes: Uint8Array;
}

/** The bytes of a safetensors file. */
export function safetensorsBytes(entries: Record<string, SafetensorsEntry>): Buffer {
  let end = 0;
  const header: Record<string, unknown> = { __metadata__: { format: "pt" } };
  for (const [name, { dtype, shape, bytes }] of Object.entries(entries)) {
    header[name] = { dtype, shape, data_offsets: [end, end + bytes.byteLength] };
    end += bytes.byteLength;
  }
  const text = Buffer.from(JSON.stringify(header));
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(text.byteLength));
  return Buffer.concat([length, text, ...Object.values(entries).map(({ bytes }) => bytes)]);
}

/** The bytes of a typed array. */
export function bytesOf(values: ArrayBufferView): Uint8Array {
  return new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
}
