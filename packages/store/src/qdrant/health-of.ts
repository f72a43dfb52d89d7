import { type CallOptions, type StoreHealth, asAppError } from "@lesion-atlas/core";
import type { ImagesCollection } from "./layout/images-collection.ts";
import { loadOf } from "./layout/metadata.ts";

/** The collection's status and what its optimizer does, in a sentence; `red` when nobody answers. */
export async function healthOf(images: ImagesCollection, options?: CallOptions): Promise<StoreHealth> {
  try {
    const info = await images.info(options);
    const { connection, alias } = images;
    const optimizer =
      info.optimizer_status === "ok" ? "optimizer ok" : `optimizer failed: ${info.optimizer_status.error}`;
    const load = loadOf(info);
    const facts = [
      `Qdrant ${connection.version} at ${connection.url}, ${alias}`,
      `${(info.points_count ?? 0).toLocaleString("en")} images`,
      `${(info.indexed_vectors_count ?? 0).toLocaleString("en")} vectors indexed`,
      `${info.segments_count} segments`,
      optimizer,
      ...(load ? ["indexing waits for the end of a load"] : []),
    ];
    return { status: info.status, detail: facts.join("; ") };
  } catch (thrown) {
    const error = asAppError(thrown);
    if (error.code === "cancelled") throw error;
    return { status: "red", detail: error.message };
  }
}
