import { readFile } from "node:fs/promises";
import { type AskedConcept, type QueryPart } from "@lesion-atlas/analysis";
import { AppError, type CallOptions, type Encoder, type VectorStore } from "@lesion-atlas/core";
import { encodeFile, isFile } from "./image-files.ts";
import { storedImage } from "./stored-image.ts";

/** Words, `--vector`, `--like`, `--plus` and `--minus` of `lesion search` as parts of one query. */
export async function askedParts(
  { store, encoder }: { store: VectorStore; encoder: Encoder },
  asked: {
    concepts: readonly AskedConcept[];
    like?: readonly string[];
    plus?: readonly string[];
    minus?: readonly string[];
    /** A JSON file. */
    vector?: string;
    textWeight?: number;
  },
  options: CallOptions = {},
): Promise<QueryPart[]> {
  const { concepts, like = [], plus = [], minus = [], vector, textWeight } = asked;
  const idOf = async (name: string) => (await storedImage({ store, model: encoder.model }, name, options)).record.id;
  const parts: QueryPart[] = concepts.length > 0 ? [{ kind: "words", concepts, weight: textWeight }] : [];
  if (vector !== undefined) parts.push({ kind: "vector", vector: await readVector(vector, options) });
  for (const name of like) {
    parts.push(
      (await isFile(name))
        ? { kind: "vector", vector: await encodeFile(encoder, name, options) }
        : { kind: "image", id: await idOf(name) },
    );
  }
  if (plus.length + minus.length > 0) {
    const ids = async (names: readonly string[]) => {
      const found: string[] = [];
      for (const name of names) found.push(await idOf(name));
      return found;
    };
    parts.push({ kind: "examples", plus: await ids(plus), minus: await ids(minus) });
  }
  return parts;
}

/** A vector of the caller's own; `resolveParts` looks at its length. */
async function readVector(file: string, { signal }: CallOptions): Promise<Float32Array> {
  let read: unknown;
  try {
    read = JSON.parse(await readFile(file, { encoding: "utf8", signal }));
  } catch (error) {
    throw new AppError("invalid_input", `${file} cannot be read as JSON: ${(error as Error).message}`, {
      cause: error,
    });
  }
  if (Array.isArray(read) && read.every((value) => typeof value === "number")) return Float32Array.from(read);
  throw new AppError("invalid_input", `${file} must be a JSON array of numbers, one a dimension of the model`);
}
