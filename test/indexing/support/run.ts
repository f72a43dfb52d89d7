import type { Encoder, VectorStore } from "@lesion-atlas/core";
import {
  type IndexOptions,
  type IndexOutcome,
  type IndexRequest,
  indexRange,
  openArchive,
} from "@lesion-atlas/indexer";
import { type Calls, counted } from "./counted.ts";
import { createPixelEncoder } from "./pixel-encoder.ts";

/** Opens the folder anew, as a new process would, and indexes it as the archive `drawn`. */
export async function run(
  folder: string,
  store: VectorStore,
  { encoder = createPixelEncoder(), ...request }: Partial<IndexRequest> & { encoder?: Encoder } = {},
  options: IndexOptions = {},
): Promise<IndexOutcome & { calls: Calls }> {
  const archive = await openArchive(folder);
  try {
    const { calls, ...parts } = counted({ archive, archiveName: "drawn", store, encoder, ...request });
    return { ...(await indexRange(parts, options)), calls };
  } finally {
    await archive.close();
  }
}
