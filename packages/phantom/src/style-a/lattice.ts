import { createNoise2D } from "simplex-noise";
import type { Random } from "../noise/random.ts";

/** A point of a jittered lattice in lesion units, with a random number of its own. */
export interface LatticePoint {
  u: number;
  v: number;
  chance: number;
}

/**
 * Points of a hexagonal lattice over the square of half-side `reach`, each moved by up to `jitter` periods and the
 * whole bent by a slow noise. Lengths in lesion units.
 */
export function hexagonalLattice(random: Random, period: number, reach: number, jitter: number): LatticePoint[] {
  const bend = createNoise2D(random.next);
  const points: LatticePoint[] = [];
  const rowHeight = period * 0.866;
  const rows = Math.ceil(reach / rowHeight);
  const columns = Math.ceil(reach / period);
  for (let row = -rows; row <= rows; row++) {
    for (let column = -columns; column <= columns; column++) {
      const u = (column + (row % 2 === 0 ? 0 : 0.5) + jitter * (random.next() - 0.5) * 2) * period;
      const v = row * rowHeight + jitter * (random.next() - 0.5) * 2 * period;
      const frequency = 0.16 / period;
      points.push({
        u: u + period * 1.6 * bend(u * frequency, v * frequency),
        v: v + period * 1.6 * bend(u * frequency + 40, v * frequency),
        chance: random.next(),
      });
    }
  }
  return points;
}
