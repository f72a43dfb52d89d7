import { setTimeout as pause } from "node:timers/promises";

/** A copy of a shard on a node. */
export interface Replica {
  shard: number;
  peerId: number;
  /** "Active" serves; "Dead", "Partial", "Recovery" and others do not. */
  state: string;
}

interface ShardAnswer {
  shard_id: number;
  state: string;
  peer_id?: number;
}

const [lookEveryMs, givenUpAfterMs] = [200, 180_000];

/** Numbers of the nodes that a node knows, and its own. */
export async function peersOf(url: string): Promise<{ own: number; all: number[] }> {
  const { peer_id: own, peers } = await ask<{ peer_id: number; peers: Record<string, unknown> }>(url, "/cluster");
  return { own, all: Object.keys(peers).map(Number) };
}

/** Every copy of every shard, as the node at `url` sees it. */
export async function replicasOf(url: string, collection: string): Promise<Replica[]> {
  const answer = await ask<{ peer_id: number; local_shards: ShardAnswer[]; remote_shards: ShardAnswer[] }>(
    url,
    `/collections/${collection}/cluster`,
  );
  return [...answer.local_shards, ...answer.remote_shards].map(({ shard_id: shard, state, peer_id }) => ({
    shard,
    state,
    peerId: peer_id ?? answer.peer_id,
  }));
}

/** Starts moving a copy of a shard from one node to another; `until` waits for the end. */
export async function moveShard(url: string, collection: string, from: Replica, toPeerId: number): Promise<void> {
  const body = { move_shard: { shard_id: from.shard, from_peer_id: from.peerId, to_peer_id: toPeerId } };
  await ask(url, `/collections/${collection}/cluster`, body);
}

/** @throws Error when it is not so after three minutes */
export async function until(what: string, holds: () => Promise<boolean>): Promise<void> {
  const end = performance.now() + givenUpAfterMs;
  while (!(await holds())) {
    if (performance.now() > end) throw new Error(`not so after ${givenUpAfterMs / 1000} s: ${what}`);
    await pause(lookEveryMs);
  }
}

async function ask<Result>(url: string, path: string, body?: object): Promise<Result> {
  const request = body && {
    method: "POST",
    body: JSON.stringify(body),
    headers: { "content-type": "application/json" },
  };
  const response = await fetch(`${url}${path}`, request);
  const text = await response.text();
  if (!response.ok) throw new Error(`${path}: ${response.status} ${text}`);
  return (JSON.parse(text) as { result: Result }).result;
}
