import { uniform } from "@lesion-atlas/core";

/** A copy in an order that only the seed decides (Fisher-Yates). */
export function seededOrder<Item>(items: readonly Item[], seed: number): Item[] {
  const next = uniform(seed);
  const order = [...items];
  for (let last = order.length - 1; last > 0; last -= 1) {
    const other = Math.floor(next() * (last + 1));
    [order[last], order[other]] = [order[other], order[last]];
  }
  return order;
}
