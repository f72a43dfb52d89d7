import type { Condition, Filter, ImageRecord } from "@lesion-atlas/core";

/**
 * The filter for images similar to a stored one: never the image itself, and as asked.
 *
 * @param options.sameArchive only from its archive
 * @param options.excludeGroup none of its group (patient, else lesion); an image without a group excludes only itself
 */
export function similarFilter(
  record: Pick<ImageRecord, "id" | "archive" | "group">,
  {
    filter,
    sameArchive = false,
    excludeGroup = false,
  }: { filter?: Filter; sameArchive?: boolean; excludeGroup?: boolean } = {},
): Filter {
  const must: Condition[] = filter ? [filter] : [];
  if (sameArchive) must.push({ key: "archive", match: { value: record.archive } });
  const without: Condition[] = [{ has_id: [record.id] }];
  if (excludeGroup && record.group !== undefined) {
    without.push({
      must: [
        { key: "group", match: { value: record.group } },
        { key: "archive", match: { value: record.archive } },
      ],
    });
  }
  return { must, must_not: without };
}
