import { AppError } from "@lesion-atlas/core";

/** A cursor over the bytes of a pickle. Every method moves it on, and throws `model_invalid` at the end of the bytes. */
export interface PickleBytes {
  readonly position: number;
  byte(): number;
  uint16(): number;
  uint32(): number;
  int32(): number;
  /** A length of eight bytes. */
  uint64(): number;
  /** Big-endian. */
  float64(): number;
  /** A copy. */
  take(length: number): Uint8Array;
  utf8(length: number): string;
  latin1(length: number): string;
  /** Up to the next newline, without it. */
  line(): string;
}

const newline = 0x0a;

export function createPickleBytes(bytes: Uint8Array, start: number): PickleBytes {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let position = start;

  /** @returns the position before moving on */
  function pass(length: number): number {
    if (!(length <= bytes.length - position)) throw endsEarly();
    position += length;
    return position - length;
  }
  const text = (length: number, encoding: "utf8" | "latin1") => {
    const from = pass(length);
    return Buffer.from(bytes.buffer, bytes.byteOffset + from, length).toString(encoding);
  };

  return {
    get position() {
      return position;
    },
    byte: () => bytes[pass(1)],
    uint16: () => view.getUint16(pass(2), true),
    uint32: () => view.getUint32(pass(4), true),
    int32: () => view.getInt32(pass(4), true),
    uint64: () => Number(view.getBigUint64(pass(8), true)),
    float64: () => view.getFloat64(pass(8), false),
    take: (length) => new Uint8Array(bytes.subarray(pass(length), position)),
    utf8: (length) => text(length, "utf8"),
    latin1: (length) => text(length, "latin1"),
    line() {
      const end = bytes.indexOf(newline, position);
      if (end < 0) throw endsEarly();
      const line = text(end - position, "utf8");
      position = end + 1;
      return line;
    },
  };
}

function endsEarly(): AppError {
  return new AppError("model_invalid", "the pickle ends too early: it is damaged or was not fetched whole");
}
