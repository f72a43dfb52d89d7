import { join } from "node:path";
import { freePorts } from "../../test/support/free-ports.ts";
import { type OwnQdrant, startOwnQdrant } from "../../test/support/qdrant/start-qdrant.ts";
import { peersOf, until } from "./cluster-api.ts";

/** One node of a cluster on this machine. */
export interface ClusterNode extends OwnQdrant {
  /** Qdrant's number for it. */
  peerId: number;
}

/**
 * Starts real nodes that know each other.
 *
 * @param folder for their storage; the nodes end with `stop`
 */
export async function startNodes(count: number, folder: string): Promise<ClusterNode[]> {
  const ports = await freePorts(count);
  const nodes: ClusterNode[] = [];
  for (const [index, port] of ports.entries()) {
    const server = await startOwnQdrant({
      settings: {
        QDRANT__STORAGE__STORAGE_PATH: join(folder, `node-${index + 1}`),
        QDRANT__CLUSTER__ENABLED: "true",
        QDRANT__CLUSTER__P2P__PORT: String(port),
        QDRANT_URI: `http://127.0.0.1:${port}`,
        ...(index > 0 ? { QDRANT_BOOTSTRAP: `http://127.0.0.1:${ports[0]}` } : {}),
      },
    });
    nodes.push(Object.assign(server, { peerId: (await peersOf(server.url)).own }));
  }
  await until("every node knows the others", async () => {
    const known = await Promise.all(nodes.map(({ url }) => peersOf(url)));
    return known.every(({ all }) => all.length === count);
  });
  return nodes;
}
