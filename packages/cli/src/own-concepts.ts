import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { type ConceptLibrary, conceptLibrary, parseConceptFile } from "@lesion-atlas/analysis";
import { AppError, type CallOptions } from "@lesion-atlas/core";

/** The user's own concept file. */
export function ownConceptsPath(home: string): string {
  return join(home, "concepts.json");
}

/**
 * The shipped concepts with `concepts.json` of LESION_HOME over them, where it is there.
 *
 * @throws AppError `invalid_input` for a file that cannot be read.
 */
export async function readConcepts(home: string, { signal }: CallOptions = {}): Promise<ConceptLibrary> {
  const path = ownConceptsPath(home);
  let text: string;
  try {
    text = await readFile(path, { encoding: "utf8", signal });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return conceptLibrary();
    if (signal?.aborted) throw new AppError("cancelled", "the call was cancelled", { cause: error });
    throw new AppError("invalid_input", `${path} cannot be read: ${(error as Error).message}`, { cause: error });
  }
  return conceptLibrary(parseConceptFile(text, path));
}
