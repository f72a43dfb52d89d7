/** Uniform numbers in -1..1 from a seed (xorshift32). */
export function randomNumbers(seed: number): () => number {
  let state = seed | 0 || 1;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 2 ** 31 - 1;
  };
}

/** A random direction. */
export function randomUnit(random: () => number, dimensions: number): Float32Array {
  const values = Float32Array.from({ length: dimensions }, random);
  const length = Math.hypot(...values);
  return values.map((value) => value / length);
}
