/** float32 in -1..1 from an integer hash of the place and the name: the same as `drawn` in recorded/record.py. */
export function drawnValues(name: string, count: number): Float32Array {
  let seed = 2_166_136_261;
  for (const byte of Buffer.from(name)) seed = Math.imul(seed ^ byte, 16_777_619) >>> 0;
  return Float32Array.from({ length: count }, (_, place) => hash((Math.imul(place, 2_654_435_761) + seed) >>> 0));
}

function hash(place: number): number {
  let value = Math.imul(place ^ (place >>> 16), 0x7feb352d) >>> 0;
  value = Math.imul(value ^ (value >>> 15), 0x846ca68b) >>> 0;
  value = (value ^ (value >>> 16)) >>> 0;
  return value / 2_147_483_648 - 1;
}

/** A weight of a recorded model: the same as `weight` in recorded/record.py. */
export function drawnWeight(name: string, shape: readonly number[]): Float32Array {
  const values = drawnValues(
    name,
    shape.reduce((product, size) => product * size, 1),
  );
  if (name.endsWith("logit_scale")) return values.fill(3.5);
  if (shape.length <= 1) {
    const isNorm = `.${name}`.includes(".ln_") && name.endsWith("weight");
    return values.map((value) => (isNorm ? 1 : 0) + value * 0.25);
  }
  const inputs = shape.length === 4 ? shape.slice(1).reduce((product, size) => product * size) : shape.at(-1)!;
  const scale = Math.fround(1.5 / Math.fround(Math.sqrt(inputs)));
  return values.map((value) => value * scale);
}
