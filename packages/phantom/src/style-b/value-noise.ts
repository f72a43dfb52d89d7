/** A number in [0, 1) that depends on the lattice point and the seed only. */
export function latticeValue(column: number, row: number, seed: number): number {
  let hash = Math.imul(column, 0x27d4eb2d) ^ Math.imul(row, 0x165667b1) ^ seed;
  hash = Math.imul(hash ^ (hash >>> 15), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return ((hash ^ (hash >>> 16)) >>> 0) / 4294967296;
}

/** The cells seen last, one a slot: neighbouring pixels mostly fall into the same cell, whose corners are then known. */
const slots = 64;
const cellOf = new Int32Array(slots * 3).fill(0x7fffffff);
const cornersOf = new Float64Array(slots * 4);

/** Value noise, -1 to 1: random values on the whole numbers, smooth in between. */
export function valueNoise(x: number, y: number, seed: number): number {
  const left = Math.floor(x);
  const top = Math.floor(y);
  const column = left | 0;
  const row = top | 0;
  const key = seed | 0;
  const slot = key & (slots - 1);
  const cell = slot * 3;
  const corner = slot * 4;
  if (cellOf[cell] !== column || cellOf[cell + 1] !== row || cellOf[cell + 2] !== key) {
    cellOf[cell] = column;
    cellOf[cell + 1] = row;
    cellOf[cell + 2] = key;
    cornersOf[corner] = latticeValue(column, row, key);
    cornersOf[corner + 1] = latticeValue(column + 1, row, key);
    cornersOf[corner + 2] = latticeValue(column, row + 1, key);
    cornersOf[corner + 3] = latticeValue(column + 1, row + 1, key);
  }
  const fx = x - left;
  const fy = y - top;
  const sx = fx * fx * (3 - 2 * fx);
  const sy = fy * fy * (3 - 2 * fy);
  const a = cornersOf[corner];
  const c = cornersOf[corner + 2];
  const upper = a + sx * (cornersOf[corner + 1] - a);
  return 2 * (upper + sy * (c + sx * (cornersOf[corner + 3] - c) - upper)) - 1;
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
