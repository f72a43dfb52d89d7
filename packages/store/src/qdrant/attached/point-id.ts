/** How the UUID begins that stands for a point with a number: UUID v8 (RFC 9562, 5.8), ours to fill. */
const start = "4c534e41-0000-800";

/** A point's id as an image's: UUIDs stay as they are, a number up to 2^64 becomes a UUID that goes by it. */
export function imageIdOfPoint(id: string | number | bigint): string {
  if (typeof id === "string") return id;
  const hex = id.toString(16).padStart(16, "0");
  return `${start}${hex[0]}-8${hex.slice(1, 4)}-${hex.slice(4)}`;
}

/** The way back. */
export function pointIdOfImage(id: string): string | number {
  if (!id.startsWith(start)) return id;
  return Number.parseInt(id.slice(start.length).replace("-8", "").replace("-", ""), 16);
}
