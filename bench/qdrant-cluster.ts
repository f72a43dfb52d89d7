import { setTimeout as pause } from "node:timers/promises";
import type { Point } from "@lesion-atlas/core";
import type { Bench, BenchReport, BenchRow } from "./bench.ts";
import { type ClusterNode, startNodes } from "./qdrant-cluster/start-nodes.ts";
import { moveShard, replicasOf, until } from "./qdrant-cluster/cluster-api.ts";
import { batches, model } from "./qdrant-cluster/cluster-points.ts";
import { type SearchLog, searchMeanwhile } from "./qdrant-cluster/steady-search.ts";
import { collectionOf, openQdrant } from "./qdrant/open-qdrant.ts";
import { findQdrant } from "../test/support/qdrant/find-qdrant.ts";

const [nodeCount, shards, replicas, images, added] = [3, 3, 2, 20_000, 2000];
const deadForMs = 20_000;
const none = { atMost: 0 };

export const bench: Bench = {
  name: "qdrant-cluster",
  describe: "three real nodes, every shard twice: a shard moves and a node is killed while searches go on",
  async run(context): Promise<BenchReport> {
    if (!("command" in findQdrant())) {
      return { rows: [], skipped: "a cluster needs the program: put `qdrant` 1.18 or newer on the PATH" };
    }
    const nodes = await startNodes(nodeCount, context.scratch);
    try {
      return await measure(nodes, context.progress);
    } finally {
      for (const node of nodes) await node.stop();
    }
  },
};

async function measure(nodes: readonly ClusterNode[], progress: (line: string) => void): Promise<BenchReport> {
  const [first, , third] = nodes;
  const store = await openQdrant(first.url, { shards, replicas });
  await store.useModel(model);
  progress(`writing ${images} images`);
  for (const points of batches(0, images)) await store.upsert(points);
  const collection = collectionOf();
  const copies = () => replicasOf(first.url, collection);
  const allServe = async (count: number) => {
    const serving = (await copies()).filter(({ state }) => state === "Active");
    return serving.length === count;
  };
  await until("every copy of every shard serves", () => allServe(shards * replicas));

  progress("searching while nothing happens");
  const calm = await searchMeanwhile(store, images, async () => {});
  progress("moving a shard to the node that has no copy of it");
  const shard = (await copies()).filter(({ shard: number }) => number === 0);
  const free = nodes.find(({ peerId }) => !shard.some((copy) => copy.peerId === peerId))!;
  const moving = performance.now();
  let movedS = 0;
  const move = await searchMeanwhile(store, images, async () => {
    await moveShard(first.url, collection, shard[0], free.peerId);
    await until("the shard has moved", async () => {
      const now = (await copies()).filter(({ shard: number }) => number === 0);
      const arrived = now.some(({ peerId, state }) => peerId === free.peerId && state === "Active");
      return arrived && !now.some(({ peerId }) => peerId === shard[0].peerId);
    });
    movedS = (performance.now() - moving) / 1000;
  });

  progress("killing a node");
  const refused: Point[][] = [];
  const dead = await searchMeanwhile(store, images, async () => {
    await third.kill();
    for (const points of batches(images, added)) await store.upsert(points).catch(() => refused.push(points));
    await pause(deadForMs);
  });
  progress("starting it again");
  const starting = performance.now();
  let backS = 0;
  const back = await searchMeanwhile(store, images, async () => {
    await third.restart();
    await until("every copy serves again", () => allServe(shards * replicas));
    backS = (performance.now() - starting) / 1000;
  });
  for (const points of refused) await store.upsert(points);
  const counted = await store.count();
  const reader = await openQdrant(third.url, { shards, replicas });
  await reader.useModel(model);
  const countedByThird = await reader.count();
  await Promise.all([reader.close(), store.close()]);

  const only = (figure: string, unit: string, value: number, target?: BenchRow["target"]): BenchRow => ({
    figure,
    unit,
    ours: [value],
    target,
  });
  const phases: [string, SearchLog][] = [
    ["while nothing happens", calm],
    ["while a shard moves", move],
    [`while a node is dead, ${deadForMs / 1000} s`, dead],
    ["while the node comes back", back],
  ];
  const complaints = phases.flatMap(([, log]) => log.complaints);
  return {
    rows: [
      ...phases.flatMap(([when, log]) => [
        only(`searches ${when}`, "", log.searches),
        only(`failed searches ${when}`, "", log.failed, none),
        only(`wrong answers ${when}`, "", log.wrong, none),
        only(`p50 ${when}`, "ms", log.p50Ms),
        only(`p95 ${when}`, "ms", log.p95Ms),
        only(`slowest ${when}`, "ms", log.slowestMs),
      ]),
      only("moving the shard", "s", movedS),
      only("from the node's start until every copy serves", "s", backS),
      only(
        `writes of ${added / 500} that are refused while a node is dead, and written again later`,
        "",
        refused.length,
      ),
      only("images that are missing afterwards, asked at the first node", "", images + added - counted, none),
      only("images that are missing afterwards, asked at the killed node", "", images + added - countedByThird, none),
    ],
    notes: [
      `${nodeCount} nodes on one machine, ${shards} shards, ${replicas} copies of each, ${images} images of ${model.dimensions} components; one searcher, at the first node.`,
      "A search asks with a stored vector; an answer is wrong when another image comes first. The third node is killed with SIGKILL.",
      ...(complaints.length > 0 ? [`Failures said: ${[...new Set(complaints)].join(" | ")}`] : []),
    ],
  };
}
