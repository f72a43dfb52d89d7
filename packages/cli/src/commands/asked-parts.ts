import { type AskedConcept, type QueryPart } from "@lesion-atlas/analysis";
import { type CallOptions, type Encoder, type VectorStore } from "@lesion-atlas/core";
import { encodeFile, isFile } from "./image-files.ts";
import { storedImage } from "./stored-image.ts";

/** Words, `--like`, `--plus` and `--minus` of `lesion search` as parts of one query. */
export async function askedParts(
  { store, encoder }: { store: VectorStore; encoder: Encoder },
  asked: {
    concepts: readonly AskedConcept[];
    like?: readonly string[];
    plus?: readonly string[];
    minus?: readonly string[];
    textWeight?: number;
  },
  options: CallOptions = {},
): Promise<QueryPart[]> {
  const { concepts, like = [], plus = [], minus = [], textWeight } = asked;
  const idOf = async (name: string) => (await storedImage({ store, model: encoder.model }, name, options)).record.id;
  const parts: QueryPart[] = concepts.length > 0 ? [{ kind: "words", concepts, weight: textWeight }] : [];
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
