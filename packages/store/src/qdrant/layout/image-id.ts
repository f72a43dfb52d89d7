const uuid = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** Those of `ids` that an image can have: Qdrant refuses a whole request for one that is no UUID. */
export function imageIds(ids: readonly string[]): string[] {
  return ids.filter((id) => uuid.test(id));
}
