/** A number in [0, 1) that depends on the lattice point and the seed only. */
export function latticeValue(column: number, row: number, seed: number): number {
  let hash = Math.imul(column, 0x27d4eb2d) ^ Math.imul(row, 0x165667b1) ^ seed;
  hash = Math.imul(hash ^ (hash >>> 15), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return ((hash ^ (hash >>> 16)) >>> 0) / 4294967296;
}

/** Value noise, -1 to 1: random values on the whole numbers, smooth in between. */
export function valueNoise(x: number, y: number, seed: number): number {
  const column = Math.floor(x);
  const row = Math.floor(y);
  const fx = x - column;
  const fy = y - row;
  const sx = fx * fx * (3 - 2 * fx);
  const sy = fy * fy * (3 - 2 * fy);
  const a = latticeValue(column, row, seed);
  const b = latticeValue(column + 1, row, seed);
  const c = latticeValue(column, row + 1, seed);
  const d = latticeValue(column + 1, row + 1, seed);
  const upper = a + sx * (b - a);
  return 2 * (upper + sy * (c + sx * (d - c) - upper)) - 1;
}

/** Several octaves of value noise, each turned against the last; standard deviation about 0.4. */
export function clouds(x: number, y: number, seed: number, octaves: number): number {
  let sum = 0;
  let amplitude = 0.75;
  let u = x;
  let v = y;
  for (let octave = 0; octave < octaves; octave++) {
    sum += amplitude * valueNoise(u, v, seed + octave);
    amplitude *= 0.55;
    const next = 1.6 * u - 1.2 * v + 5.2;
    v = 1.2 * u + 1.6 * v + 1.3;
    u = next;
  }
  return sum;
}

/** Distances to the nearest and second nearest point of a jittered lattice (period 1), and the nearest point's own number. */
export interface NearestCells {
  first: number;
  second: number;
  value: number;
}

/** Looks up the cells round (x, y); writes to `out`. */
export function nearestCells(x: number, y: number, seed: number, out: NearestCells): void {
  const column = Math.floor(x);
  const row = Math.floor(y);
  out.first = 9;
  out.second = 9;
  for (let dy = -1; dy <= 1; dy++) {
    for (let dx = -1; dx <= 1; dx++) {
      const px = column + dx + 0.15 + 0.7 * latticeValue(column + dx, row + dy, seed) - x;
      const py = row + dy + 0.15 + 0.7 * latticeValue(column + dx, row + dy, seed ^ 0x5bd1e995) - y;
      const distance = px * px + py * py;
      if (distance < out.first) {
        out.second = out.first;
        out.first = distance;
        out.value = latticeValue(column + dx, row + dy, seed ^ 0x1b873593);
      } else if (distance < out.second) out.second = distance;
    }
  }
  out.first = Math.sqrt(out.first);
  out.second = Math.sqrt(out.second);
}
