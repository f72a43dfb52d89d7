import type { CallOptions, Fields, VectorStore } from "@lesion-atlas/core";
import type { ImageChanges } from "./image-changes.ts";

/** Writes what a batch of images lacks: first the points, then the fields, one call for images with the same ones. */
export async function writeChanges(
  store: VectorStore,
  batch: readonly (ImageChanges & { id: string })[],
  options: CallOptions = {},
): Promise<void> {
  await store.upsert(
    batch.flatMap(({ point }) => point ?? []),
    options,
  );
  const groups = new Map<string, { fields: Fields; ids: string[] }>();
  for (const { id, fields } of batch) {
    if (Object.keys(fields).length === 0) continue;
    const name = JSON.stringify(Object.entries(fields).sort(([a], [b]) => (a < b ? -1 : 1)));
    const group = groups.get(name) ?? { fields, ids: [] };
    groups.set(name, group);
    group.ids.push(id);
  }
  for (const { fields, ids } of groups.values()) await store.setFields(ids, fields, options);
}
