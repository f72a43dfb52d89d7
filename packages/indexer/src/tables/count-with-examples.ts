/**
 * "3 links (a, b, c)", "1,204 rows (a, b, c, ...)": a count and the first few names, for a sentence to the user.
 *
 * @param noun in the singular; takes an s
 */
export function countWithExamples(noun: string, names: readonly string[], count = names.length): string {
  const examples = names.slice(0, 3).map((name) => (name.length > 80 ? `${name.slice(0, 77)}...` : name));
  const more = count > examples.length ? ", ..." : "";
  return `${count.toLocaleString("en-US")} ${noun}${count === 1 ? "" : "s"} (${examples.join(", ")}${more})`;
}

/** Counts names and keeps the first three, for lists that may be as long as the archive. */
export interface Tally {
  add(name: string): void;
  readonly count: number;
  /** As `countWithExamples` writes it. */
  toString(): string;
}

/** @param noun in the singular; takes an s */
export function createTally(noun: string): Tally {
  const examples: string[] = [];
  let count = 0;
  return {
    add(name) {
      if (count++ < 3) examples.push(name);
    },
    get count() {
      return count;
    },
    toString: () => countWithExamples(noun, examples, count),
  };
}
