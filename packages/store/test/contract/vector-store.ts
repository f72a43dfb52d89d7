import { afterEach, beforeEach } from "vitest";
import type { VectorStore } from "@lesion-atlas/core";
import { type ContractOptions, contractSuite } from "./contract-suite.ts";
import type { Place } from "./place.ts";
import { testChanging } from "./changing.ts";
import { testProcesses } from "./processes.ts";
import { testReading } from "./reading.ts";
import { testSearching } from "./searching.ts";
import { testWriting } from "./writing.ts";

/** What the tests of a group get. */
export interface StoreBench {
  place: Place<VectorStore>;
  /** A handle on `place` without a model in use. */
  store: VectorStore;
}

/** @returns what belongs to the test that runs */
export type CurrentBench = () => StoreBench;

/**
 * The contract of `VectorStore`.
 *
 * @param name of the adapter
 * @param create makes an empty place for each test
 * @param options `skip` names tests that the adapter cannot pass, each with its reason
 */
export function testVectorStore(
  name: string,
  create: () => Promise<Place<VectorStore>>,
  options: ContractOptions = {},
): void {
  contractSuite(`${name}: a vector store`, options, (check) => {
    let current: StoreBench;
    beforeEach(async () => {
      const place = await create();
      current = { place, store: await place.open() };
    });
    afterEach(() => current.place.dispose());
    const bench: CurrentBench = () => current;
    testWriting(check, bench);
    testReading(check, bench);
    testSearching(check, bench);
    testChanging(check, bench);
    testProcesses(check, bench);
  });
}
