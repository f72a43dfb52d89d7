/** Positions of the first and the last byte, both inclusive. */
export interface ByteRange {
  first: number;
  last: number;
}

/**
 * One range of `Range: bytes=` (RFC 9110, 14.1.2). Several ranges, another unit and nonsense are ignored, as the
 * standard allows.
 *
 * @returns undefined for the whole file, `unsatisfiable` for a range behind its end
 */
export function byteRange(header: string | undefined, size: number): ByteRange | "unsatisfiable" | undefined {
  const { from, to } = /^bytes=(?<from>\d*)-(?<to>\d*)$/.exec(header?.trim() ?? "")?.groups ?? {};
  if (from === undefined || (from === "" && to === "")) return undefined;
  if (from === "") {
    const length = Math.min(Number(to), size);
    return length === 0 ? "unsatisfiable" : { first: size - length, last: size - 1 };
  }
  const first = Number(from);
  const last = to === "" ? size - 1 : Math.min(Number(to), size - 1);
  if (to !== "" && Number(to) < first) return undefined;
  return first >= size ? "unsatisfiable" : { first, last };
}
