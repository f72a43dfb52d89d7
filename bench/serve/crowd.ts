import { setTimeout as pause } from "node:timers/promises";
import { type LoadSeen, load } from "./load.ts";

const groups = 10;
const [askedPerSecond, groupsApartMs] = [2, 50];

/**
 * Many clients of which each asks at most twice a second. They come in ten groups, a twentieth of a second apart, since
 * autocannon lets all clients of a run ask at the same moment.
 */
export async function patientCrowd(
  url: string,
  clients: number,
  seconds: number,
  nextText: () => string,
): Promise<LoadSeen> {
  const runs = await Promise.all(
    Array.from({ length: groups }, async (_, group) => {
      await pause(group * groupsApartMs);
      return load(url, clients / groups, { seconds, perSecond: askedPerSecond }, nextText);
    }),
  );
  const sum = (read: (run: LoadSeen) => number) => runs.reduce((total, run) => total + read(run), 0);
  return {
    answered: runs.flatMap(({ answered }) => answered),
    refused: runs.flatMap(({ refused }) => refused),
    refusedBadly: sum(({ refusedBadly }) => refusedBadly),
    others: sum(({ others }) => others),
    failed: sum(({ failed }) => failed),
    seconds: Math.max(...runs.map((run) => run.seconds)),
  };
}
