import type { DocumentCollection, ReadOptions } from "./document-collection.ts";
import type { DocumentWrite } from "./document-point.ts";

/** The last write of a document, its text with it; undefined where there never was one. */
export async function newestWrite(
  { read, name }: DocumentCollection,
  kind: string,
  id: string,
  options: ReadOptions,
): Promise<DocumentWrite | undefined> {
  const must = [
    { key: "kind", match: { value: kind } },
    { key: "id", match: { value: id } },
  ];
  for (;;) {
    const { points } = await read(
      (client) =>
        client.scroll(name, {
          filter: { must },
          order_by: { key: "number", direction: "desc" },
          limit: 1,
          with_payload: true,
        }),
      options,
    );
    if (points.length === 0) return undefined;
    const write = points[0].payload as unknown as DocumentWrite;
    const isOutdated = write.version !== undefined && write.document === undefined;
    if (!isOutdated) return write;
  }
}
