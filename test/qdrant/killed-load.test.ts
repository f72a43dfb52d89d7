import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { hasOwnQdrant, needsOwnQdrant } from "../support/qdrant/needs-qdrant.ts";
import { type OwnQdrant, startOwnQdrant } from "../support/qdrant/start-qdrant.ts";
import { loadWhileKilled } from "./support/killed-load.ts";

describe.skipIf(!hasOwnQdrant)(`a Qdrant that is killed during a load${needsOwnQdrant}`, () => {
  let server: OwnQdrant;
  beforeAll(async () => void (server = await startOwnQdrant()));
  afterAll(() => server?.stop());

  test(
    "holds exactly the archive; a search fails meanwhile, and works again without a new handle",
    { timeout: 600_000 },
    async () => {
      const setting = { images: 1_200, dimensions: 64, batch: 100, kills: 3, seed: 1 };
      const { outages, searchesAfterwards, stored, wrong } = await loadWhileKilled(server, setting);
      expect(outages).toEqual(Array.from({ length: 3 }, () => ({ code: "store_unavailable", retryable: true })));
      expect(searchesAfterwards).toBe(3);
      expect(wrong).toEqual([]);
      expect(stored).toBe(1_200);
    },
  );
});
