/**
 * The 256 characters under which CLIP's vocabulary writes single bytes: those that print stand for themselves, the
 * others for U+0100 and up, in order. Index: the byte.
 */
export const characterOfByte: readonly string[] = nameBytes();

/** The bytes in the order of their token ids 0 to 255: first those that print. */
export const bytesInTokenOrder: readonly number[] = [...printable(), ...unprintable()];

function* printable(): Generator<number> {
  for (const [first, last] of [
    [0x21, 0x7e],
    [0xa1, 0xac],
    [0xae, 0xff],
  ]) {
    for (let byte = first; byte <= last; byte += 1) yield byte;
  }
}

function* unprintable(): Generator<number> {
  const prints = new Set(printable());
  for (let byte = 0; byte < 256; byte += 1) if (!prints.has(byte)) yield byte;
}

function nameBytes(): string[] {
  const names: string[] = [];
  for (const byte of printable()) names[byte] = String.fromCharCode(byte);
  for (const [index, byte] of [...unprintable()].entries()) names[byte] = String.fromCharCode(256 + index);
  return names;
}
