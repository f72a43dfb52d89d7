import { expect } from "vitest";

/** Waits for the page as long as a busy machine needs. */
export function eventually<T>(value: () => T) {
  return expect.poll(value, { timeout: 30_000 });
}
