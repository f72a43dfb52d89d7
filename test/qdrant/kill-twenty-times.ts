/**
 * The long form of `killed-load.test.ts`: 20,000 images at 768-d, one upsert after the other, while the server is killed
 * 20 times. Prints the outcome as JSON and ends with 1 where anything is wrong. A few minutes:
 *
 *     node test/qdrant/kill-twenty-times.ts
 */
import { startOwnQdrant } from "../support/qdrant/start-qdrant.ts";
import { loadWhileKilled } from "./support/killed-load.ts";

const server = await startOwnQdrant();
try {
  const setting = { images: 20_000, dimensions: 768, batch: 200, kills: 20, seed: 1 };
  const { outages, wrong, ...outcome } = await loadWhileKilled(server, setting);
  const retryable = outages.filter((outage) => outage.code === "store_unavailable" && outage.retryable).length;
  console.log(JSON.stringify({ ...setting, ...outcome, outages_retryable: retryable, wrong: wrong.length }));
  const isRight = wrong.length === 0 && retryable === setting.kills && outcome.stored === setting.images;
  process.exitCode = isRight && outcome.searchesAfterwards === setting.kills ? 0 : 1;
} finally {
  await server.stop();
}
