/** 64-bit hashes of 16 hex digits, as two 32-bit halves each, for many comparisons. */
export function packHashes(hashes: readonly string[]): Uint32Array {
  const packed = new Uint32Array(2 * hashes.length);
  for (const [index, hash] of hashes.entries()) {
    packed[2 * index] = Number.parseInt(hash.slice(0, 8), 16);
    packed[2 * index + 1] = Number.parseInt(hash.slice(8), 16);
  }
  return packed;
}

/** Bits in which hashes a and b of `packed` differ, 0 to 64. */
export function packedHashBits(packed: Uint32Array, a: number, b: number): number {
  return ones(packed[2 * a] ^ packed[2 * b]) + ones(packed[2 * a + 1] ^ packed[2 * b + 1]);
}

/** Population count of 32 bits (Warren, Hacker's Delight, 5-2). */
function ones(word: number): number {
  let sum = word - ((word >>> 1) & 0x55555555);
  sum = (sum & 0x33333333) + ((sum >>> 2) & 0x33333333);
  return Math.imul((sum + (sum >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}
