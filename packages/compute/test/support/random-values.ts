/** Uniform float32 values in -1..1 from a fixed seed (mulberry32), the same on every machine. */
export function randomValues(length: number, seed: number): Float32Array<ArrayBuffer> {
  let state = seed;
  return new Float32Array(length).map(() => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return (((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * 2 - 1;
  });
}
