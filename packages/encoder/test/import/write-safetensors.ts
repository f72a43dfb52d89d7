import { writeFile } from "node:fs/promises";

/** One tensor of a checkpoint that a test writes. */
export interface DrawnTensor {
  shape: readonly number[];
  values: Float32Array;
}

/** Writes float32 tensors as a safetensors file. */
export async function writeSafetensors(path: string, tensors: Readonly<Record<string, DrawnTensor>>): Promise<void> {
  let end = 0;
  const header: Record<string, object> = {};
  for (const [name, { shape, values }] of Object.entries(tensors)) {
    header[name] = { dtype: "F32", shape, data_offsets: [end, end + values.byteLength] };
    end += values.byteLength;
  }
  const head = Buffer.from(JSON.stringify(header));
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(head.length));
  const bodies = Object.values(tensors).map(({ values }) => new Uint8Array(values.buffer, 0, values.byteLength));
  await writeFile(path, Buffer.concat([length, head, ...bodies]));
}
