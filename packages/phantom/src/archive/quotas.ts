import { createRandom } from "../noise/random.ts";
import type { PlantedShares } from "./archive-options.ts";

/** Says when the next fault of each sort is due, so that a share of 2 % is 2 % of a small archive too. */
export interface Quotas {
  /** One more ordinary image. */
  count(): void;
  /** Whether one of this sort is owed; if so it is taken as planted. */
  due(name: keyof PlantedShares): boolean;
  /** How many of this sort were planted before the last one. */
  turn(name: keyof PlantedShares): number;
}

/** Opens the quotas of an archive; where in the run each sort begins is drawn from the seed. */
export function createQuotas(shares: PlantedShares, seed: number): Quotas {
  const random = createRandom(seed, "quotas");
  const names = Object.keys(shares) as (keyof PlantedShares)[];
  const owed = new Map(names.map((name) => [name, shares[name] > 0 ? random.between(0.2, 0.9) : 0]));
  const planted = new Map(names.map((name) => [name, 0]));
  return {
    count: () => {
      for (const name of names) owed.set(name, (owed.get(name) ?? 0) + shares[name]);
    },
    due: (name) => {
      const now = owed.get(name) ?? 0;
      if (now < 1) return false;
      owed.set(name, now - 1);
      planted.set(name, (planted.get(name) ?? 0) + 1);
      return true;
    },
    turn: (name) => (planted.get(name) ?? 0) - 1,
  };
}
