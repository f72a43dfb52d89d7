import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { hasOwnQdrant, needsOwnQdrant } from "../support/qdrant/needs-qdrant.ts";
import { type OwnQdrant, startOwnQdrant } from "../support/qdrant/start-qdrant.ts";
import { loadWhileKilled } from "./support/killed-load.ts";

describe.skipIf(!hasOwnQdrant)(`a Qdrant that is killed during a load${needsOwnQdrant}`, () => {
  let server: OwnQdrant;
  beforeAll(async () => void (server = await startOwnQdrant()));
  afterAll(() => server?.stop());

  test("holds exactly the archive; a search fails meanwhile, and works again without a new handle", async () => {
    const setting = { images: 2_000, dimensions: 64, batch: 100, kills: 4, seed: 1 };
    const { outages, searchesAfterwards, stored, wrong } = await loadWhileKilled(server, setting);
    expect(outages).toEqual(Array.from({ length: 4 }, () => ({ code: "store_unavailable", retryable: true })));
    expect(searchesAfterwards).toBe(4);
    expect(wrong).toEqual([]);
    expect(stored).toBe(2_000);
  });
});
