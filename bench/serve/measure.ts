import { setPriority } from "node:os";
import { startServed } from "../../test/support/served/start-served.ts";
import { percentile } from "../qdrant/percentile.ts";
import { patientCrowd } from "./crowd.ts";
import { distinctTexts, knownTexts } from "./distinct-texts.ts";
import { type LoadSeen, load } from "./load.ts";
import { oneClient } from "./one-client.ts";
import { setting } from "./setting.ts";
import { watchService } from "./watch-service.ts";

/** The service in a process of its own, its clients in this one; see `serve.ts`. */
const [few, many, calmS, lowest] = [8, 200, 3, 19];
const nextText = distinctTexts();
const served = await startServed({ ...setting, env: {} });
try {
  const single = await oneClient(served.url, nextText);
  // The clients have no machine of their own: they take what the service leaves.
  setPriority(lowest);
  await load(served.url, few, { seconds: calmS }, nextText);
  const eight = await watchService(served, () => load(served.url, few, { seconds: setting.loadS }, nextText));
  const known = await load(served.url, few, { seconds: setting.loadS / 2 }, knownTexts());
  const patient = await watchService(served, () => patientCrowd(served.url, many, setting.crowdS, nextText));
  const pushing = await watchService(served, () => load(served.url, many, { seconds: setting.crowdS }, nextText));
  const after = await served.look({ collect: true });
  console.log(
    JSON.stringify({
      ...single,
      ...figuresOf("eight", eight),
      known_rate: rateOf(known),
      ...figuresOf("patient", patient),
      ...figuresOf("pushing", pushing),
      rss_after_mib: after.memory.rss / 2 ** 20,
      heap_after_mib: after.memory.heapUsed / 2 ** 20,
    }),
  );
} finally {
  await served.stop();
}

function rateOf({ answered, seconds }: LoadSeen): number {
  return answered.length / seconds;
}

/** @param name before each figure */
function figuresOf(
  name: string,
  { seen, delayMs, mostMib, grownMib }: Awaited<ReturnType<typeof watchService<LoadSeen>>>,
) {
  const { answered, refused, refusedBadly, others, failed, seconds } = seen;
  const refusedAt = (part: number) => (refused.length > 0 ? percentile(refused, part) : 0);
  const figures = {
    rate: rateOf(seen),
    p50_ms: percentile(answered, 50),
    p99_ms: percentile(answered, 99),
    failed: refusedBadly + others + failed,
    refused_rate: refused.length / seconds,
    refused_p50_ms: refusedAt(50),
    refused_p99_ms: refusedAt(99),
    delay_p99_ms: delayMs.p99,
    delay_longest_ms: delayMs.longest,
    most_mib: mostMib,
    grown_mib: grownMib,
  };
  return Object.fromEntries(Object.entries(figures).map(([figure, value]) => [`${name}_${figure}`, value]));
}
