import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { temporaryFolder } from "../../packages/indexer/test/support/temporary-folder.ts";
import { drawnArchive, keyOf } from "../indexing/support/drawn-archive.ts";
import { hasOwnQdrant, needsOwnQdrant } from "../support/qdrant/needs-qdrant.ts";
import { startOwnQdrant } from "../support/qdrant/start-qdrant.ts";
import { hasOwnRedis, needsOwnRedis } from "../support/redis/start-own-redis.ts";
import { type ChaosOutcome, indexInChaos } from "./support/chaos.ts";
import type { StorePlace } from "./support/store-place.ts";

/** `npm run test:chaos` asks for more. */
const kills = Number(process.env.CHAOS_KILLS ?? 8);
const images = 160;
const broken = [7, 58, 131].map(keyOf);
const keys = Array.from({ length: images }, (_, n) => keyOf(n));
const timeout = 120_000 + kills * 10_000;

async function chaosOn(store: StorePlace): Promise<ChaosOutcome> {
  const folder = await drawnArchive(images);
  for (const key of broken) await writeFile(join(folder, `${key}.jpg`), "no image");
  const outcome = await indexInChaos({ folder, store, kills, seed: 20 });
  console.log(JSON.stringify({ kills: outcome.kills, runs: outcome.runs.length, seconds: outcome.seconds }));
  return outcome;
}

function checkOutcome({ runs, stored, rejects, wrongIds, kills: killed }: ChaosOutcome): void {
  expect(Object.values(killed).reduce((sum, count) => sum + count)).toBe(kills);
  expect(runs.length).toBeGreaterThan(0);
  for (const { id, ...run } of runs) {
    expect(run, id).toMatchObject({ state: "completed", done: images, total: images, ranges: { failed: 0 } });
    expect(run.counts.stored + run.counts.unchanged + run.counts.updated).toBe(images - broken.length);
    expect(run.ranges.done, id).toBe(run.ranges.planned);
    expect(stored[id]).toEqual(keys.filter((key) => !broken.includes(key)));
    expect(rejects[id]).toEqual(broken);
  }
  expect(wrongIds).toBe(0);
}

test.skipIf(!hasOwnRedis)(
  `workers, planner and Redis are killed: every image is stored once, every reject named once${needsOwnRedis}`,
  { timeout },
  async () => {
    checkOutcome(await chaosOn({ sqlite: join(await temporaryFolder(), "store.sqlite") }));
  },
);

test.skipIf(!hasOwnRedis || !hasOwnQdrant)(
  `the same on a real Qdrant${needsOwnQdrant || needsOwnRedis}`,
  { timeout },
  async () => {
    const server = await startOwnQdrant();
    try {
      checkOutcome(await chaosOn({ qdrant: server.url }));
    } finally {
      await server.stop();
    }
  },
);
