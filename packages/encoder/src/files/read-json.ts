import { readFile } from "node:fs/promises";
import { AppError, type CallOptions } from "@lesion-atlas/core";

/**
 * A parsed JSON file, or undefined where there is none.
 * @throws AppError `model_invalid` when it is no JSON, `cancelled`
 */
export async function readJsonIfThere(path: string, { signal }: CallOptions = {}): Promise<unknown> {
  const text = await readFile(path, { encoding: "utf8", signal }).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT" || error.code === "ENOTDIR") return undefined;
    if (signal?.aborted) throw new AppError("cancelled", "the call was cancelled", { cause: error });
    throw new AppError("model_invalid", `${path} cannot be read: ${error.message}`, { cause: error });
  });
  if (text === undefined) return undefined;
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new AppError("model_invalid", `${path} is no JSON: ${String(error)}`, { cause: error });
  }
}
