import { describe, expect, test } from "vitest";

/** A test of a contract that an adapter cannot pass, and why; the name is the test's own. */
export interface ContractSkip {
  test: string;
  reason: string;
}

export interface ContractOptions {
  skip?: readonly ContractSkip[];
}

/** Defines one test of a contract. */
export type ContractTest = (name: string, run: () => Promise<void>) => void;

/** Runs `define` with a `test` that skips what the adapter named; a skip that names no test fails. */
export function contractSuite(name: string, options: ContractOptions, define: (check: ContractTest) => void): void {
  const { skip = [] } = options;
  describe(name, () => {
    const unused = new Set(skip.map((entry) => entry.test));
    define((title, run) => {
      unused.delete(title);
      const reason = skip.find((entry) => entry.test === title)?.reason;
      if (reason === undefined) test(title, { timeout: 180_000 }, run);
      else test.skip(`${title} (skipped: ${reason})`, run);
    });
    test("every skip names a test", () => expect([...unused]).toEqual([]));
  });
}
