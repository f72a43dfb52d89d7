/** Sets of the numbers 0 to count - 1 that grow together. */
export interface DisjointSets {
  /** @returns whether they were apart before */
  join(a: number, b: number): boolean;
  /** The number that stands for the whole set: its smallest member. */
  rootOf(member: number): number;
}

/** Every number alone at first (union-find with path halving; Cormen et al., 21.3). */
export function disjointSets(count: number): DisjointSets {
  const parent = Uint32Array.from({ length: count }, (_, index) => index);
  function rootOf(member: number): number {
    let at = member;
    while (parent[at] !== at) {
      parent[at] = parent[parent[at]];
      at = parent[at];
    }
    return at;
  }
  return {
    rootOf,
    join(a, b) {
      const [one, other] = [rootOf(a), rootOf(b)];
      if (one === other) return false;
      parent[Math.max(one, other)] = Math.min(one, other);
      return true;
    },
  };
}
