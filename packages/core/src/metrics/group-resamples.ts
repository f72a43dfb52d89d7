/**
 * Draws of whole groups with replacement, as `groupedBootstrap` makes them, told as how often each case was drawn.
 *
 * @param groups the group of each case
 * @returns one array a resample, which the next one overwrites
 */
export function* groupResamples(
  groups: ArrayLike<number | string>,
  { resamples = 1000, seed = 1 }: { resamples?: number; seed?: number } = {},
): Generator<Float64Array, void, undefined> {
  const places = new Map<number | string, number>();
  const groupOf = Uint32Array.from({ length: groups.length }, (_, index) => {
    const known = places.get(groups[index]) ?? places.size;
    places.set(groups[index], known);
    return known;
  });
  const next = uniform(seed);
  const drawn = new Uint32Array(places.size);
  const weights = new Float64Array(groups.length);
  for (let resample = 0; resample < resamples; resample += 1) {
    drawn.fill(0);
    for (let draw = 0; draw < drawn.length; draw += 1) drawn[Math.floor(next() * drawn.length)] += 1;
    for (let index = 0; index < weights.length; index += 1) weights[index] = drawn[groupOf[index]];
    yield weights;
  }
}

/** Linear interpolation between the order statistics (Hyndman and Fan 1996, type 7); NaN without any. */
export function quantileOf(sorted: ArrayLike<number>, share: number): number {
  if (sorted.length === 0) return Number.NaN;
  const position = share * (sorted.length - 1);
  const below = Math.floor(position);
  const above = Math.min(below + 1, sorted.length - 1);
  return sorted[below] + (position - below) * (sorted[above] - sorted[below]);
}

/** Uniform in [0, 1), generator mulberry32. */
export function uniform(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}
