import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { pipeline } from "node:stream/promises";
import { type CallOptions, asAppError, throwIfCancelled } from "@lesion-atlas/core";

const pieceBytes = 1 << 20;

/** SHA-256 of a file, hex, read piece by piece. @throws AppError `cancelled` */
export async function hashFile(path: string, { signal }: CallOptions = {}): Promise<string> {
  throwIfCancelled(signal);
  const hash = createHash("sha256");
  try {
    await pipeline(createReadStream(path, { highWaterMark: pieceBytes }), hash, { signal });
  } catch (error) {
    throw asAppError(error, "model_invalid");
  }
  return hash.digest("hex");
}
