import type { FileHandle } from "node:fs/promises";
import { AppError } from "@lesion-atlas/core";

/**
 * Fills `into` from `position` of the file.
 * @throws AppError `model_invalid` when the file ends before
 */
export async function readRange(file: FileHandle, position: number, into: Uint8Array): Promise<void> {
  if (!Number.isSafeInteger(position + into.byteLength)) throw endsEarly();
  let filled = 0;
  while (filled < into.byteLength) {
    const { bytesRead } = await file.read(into, filled, into.byteLength - filled, position + filled);
    if (bytesRead === 0) throw endsEarly();
    filled += bytesRead;
  }
}

function endsEarly(): AppError {
  return new AppError("model_invalid", "the file ends too early: it is damaged or was not fetched whole");
}
