import type { DeviceState } from "@lesion-atlas/compute";
import type { QdrantCollectionDescription } from "@lesion-atlas/store";
import { formatBytes, formatCount } from "./numbers.ts";
import { settingsTable } from "./settings-table.ts";
import { type StatusAnswer, modelTable, storeLine } from "./status-text.ts";

/** A Qdrant server, and our collections on it. */
export interface QdrantFacts {
  url: string;
  /** Of the server. */
  version: string;
  /** `QdrantSettings` in snake_case: what `--store` says, with the defaults; a collection keeps what it was made with. */
  asked_for: object;
  /** Where the images' collection is shaped otherwise, a sentence each. */
  differs: string[];
  collections: (Omit<QdrantCollectionDescription, "indexedVectors" | "payloadIndexes"> & {
    indexed_vectors: number;
    payload_indexes: QdrantCollectionDescription["payloadIndexes"];
  })[];
}

/** The queue's server. */
export interface RedisAnswer {
  version: string;
  maxmemory_policy?: string;
  append_only: boolean;
  used_memory_bytes: number;
  /** Settings that may lose jobs, a sentence each. */
  warnings: string[];
}

/** The answer of `lesion doctor`. */
export interface DoctorAnswer {
  versions: { lesion: string; node: string; onnxruntime: string };
  machine: { platform: string; cores: number; memory_bytes: number };
  /** What models can be run on. */
  devices: DeviceState[];
  home: string;
  store: StatusAnswer["store"];
  /** Why the store does not answer. */
  problem?: string;
  /** Where the store is a Qdrant that answers. */
  qdrant?: QdrantFacts;
  /** Where LESION_REDIS_URL names a Redis; why it cannot be used, or what it is. */
  redis?: { problem: string } | RedisAnswer;
  models: StatusAnswer["models"];
  /** Of the models that can be pulled, those with facts that nobody has checked at the source, and these. */
  open_facts: { id: string; facts: string[] }[];
  notice: string;
}

/** The answer for a person: facts, then every setting, then models. */
export function doctorText(answer: DoctorAnswer): string {
  const { versions, machine, devices, home, store, problem, qdrant, redis, models, open_facts, notice } = answer;
  const { platform, cores, memory_bytes } = machine;
  const facts = [
    `lesion ${versions.lesion}, Node ${versions.node}, onnxruntime ${versions.onnxruntime}`,
    `${platform}, ${cores} cores, ${formatBytes(memory_bytes)} of memory`,
    ...devices.map(deviceLine),
    "",
    `home   ${home}`,
    problem === undefined ? storeLine(store) : `store  ${store.url}\n       ${problem}`,
    ...(qdrant ? [`server Qdrant ${qdrant.version} at ${qdrant.url}`] : []),
    ...redisLines(redis),
  ];
  const parts = [`${facts.join("\n")}\n`];
  if (qdrant) {
    parts.push(...qdrant.collections.map(collectionText));
    if (qdrant.differs.length > 0) {
      parts.push(`${qdrant.differs.join("\n")}\nlesion store migrate gives it another shape: docs/moving.md\n`);
    }
    parts.push(`asked for by --store, with the defaults\n${settingsTable(qdrant.asked_for)}`);
  }
  parts.push(modelTable(models));
  if (open_facts.length > 0) parts.push(`models/manifest.json\n${open_facts.map(factLines).join("\n")}\n`);
  return `${parts.join("\n")}\n${notice}\n`;
}

function deviceLine(state: DeviceState): string {
  const name = `--device ${state.device}`.padEnd(16);
  return state.usable ? `${name} can be used` : `${name} cannot be used: ${state.reason} (${state.remedy})`;
}

function redisLines(redis: DoctorAnswer["redis"]): string[] {
  if (redis === undefined) return [];
  if ("problem" in redis) return [`queue  ${redis.problem}`];
  const { version, maxmemory_policy = "unknown", append_only, used_memory_bytes, warnings } = redis;
  const file = append_only ? "append-only file" : "no append-only file";
  const facts = [`Redis ${version}`, maxmemory_policy, file, `${formatBytes(used_memory_bytes)} in use`];
  return [`queue  ${facts.join(", ")}`, ...warnings.map((warning) => `       ${warning}`)];
}

function factLines({ id, facts }: DoctorAnswer["open_facts"][number]): string {
  return facts.map((fact) => `  ${id}: ${fact}`).join("\n");
}

function collectionText(collection: QdrantFacts["collections"][number]): string {
  const { name, alias, holds, status, optimizer, points, indexed_vectors, segments, config, payload_indexes } =
    collection;
  const facts = [
    `${holds}: collection ${name}${alias === undefined ? "" : ` (alias ${alias})`}`,
    status,
    `optimizer ${optimizer}`,
    `${formatCount(points)} points`,
    `${formatCount(indexed_vectors)} vectors indexed`,
    `${formatCount(segments)} segments`,
  ];
  const indexes = Object.entries(payload_indexes)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([path, index]) => [path, `${index?.data_type}, ${formatCount(index?.points ?? 0)} points`]);
  const { metadata: _, params, ...shape } = config;
  const vectors = Object.entries(params.vectors ?? {}).map(([name, vector]) => [name.slice(0, 12), vector]);
  const settings = {
    params: { ...params, vectors: Object.fromEntries(vectors) },
    ...shape,
    payload_index: Object.fromEntries(indexes),
  };
  return `${facts.join(", ")}\n${settingsTable(settings)}`;
}
