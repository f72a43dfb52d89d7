import type { StoredImage } from "@lesion-atlas/core";

/** Images at least this like each other are never parted between fit and test. */
const nearCosine = 0.97;
const nearHashBits = 6;

/**
 * Groups of an archive that may not be parted: the lesion where the record names it, else everything that is chained by
 * near-duplicates (cosine of at least 0.97, or perceptual hashes that differ in at most 6 bits). Chaining makes groups too
 * big rather than too small, which is what a split without leakage wants.
 *
 * @param images with vectors
 * @returns key -> group
 */
export function splitGroups(images: readonly StoredImage[]): ReadonlyMap<string, string> {
  const parent = images.map((_, index) => index);
  const rootOf = (index: number): number => {
    let root = index;
    while (parent[root] !== root) root = parent[root];
    return root;
  };
  const hashes = images.map(({ record }) => BigInt(`0x${record.perceptual_hash}`));
  for (let a = 0; a < images.length; a += 1) {
    for (let b = 0; b < a; b += 1) {
      const [one, other] = [images[a].record, images[b].record];
      const sameLesion = one.lesion_id !== undefined && one.lesion_id === other.lesion_id;
      const unknown = one.lesion_id === undefined && other.lesion_id === undefined;
      const near = () =>
        bitsOf(hashes[a] ^ hashes[b]) <= nearHashBits || dot(images[a].vector!, images[b].vector!) >= nearCosine;
      if (sameLesion || (unknown && near())) parent[rootOf(a)] = rootOf(b);
    }
  }
  return new Map(images.map(({ record }, index) => [record.key, images[rootOf(index)].record.key]));
}

function bitsOf(value: bigint): number {
  let [bits, rest] = [0, value];
  for (; rest > 0n; rest &= rest - 1n) bits += 1;
  return bits;
}

function dot(a: Float32Array, b: Float32Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i += 1) sum += a[i] * b[i];
  return sum;
}
