import { open } from "node:fs/promises";
import { basename, join } from "node:path";
import type { ParsedConstant } from "@lesion-atlas/compute";
import { AppError } from "@lesion-atlas/core";

/** The bytes of a constant, wherever they lie. @throws AppError `model_invalid` for a place that is none */
export async function readConstant(folder: string, { name, content, external }: ParsedConstant): Promise<Uint8Array> {
  if (content) return content;
  if (!external || external.location !== basename(external.location)) {
    throw new AppError("model_invalid", `the constant ${name} has no bytes in the model's folder`);
  }
  const file = await open(join(folder, external.location));
  try {
    const bytes = new Uint8Array(external.length);
    let done = 0;
    while (done < bytes.length) {
      const { bytesRead } = await file.read(bytes, done, bytes.length - done, external.offset + done);
      if (bytesRead === 0) throw new AppError("model_invalid", `${external.location} ends within ${name}`);
      done += bytesRead;
    }
    return bytes;
  } finally {
    await file.close();
  }
}

/** float32 values of little-endian bytes, copied: a Buffer would slice to a view. */
export function floatsOf(bytes: Uint8Array): Float32Array {
  return new Float32Array(new Uint8Array(bytes).buffer);
}
