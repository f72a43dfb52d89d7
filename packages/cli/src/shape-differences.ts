import type { QdrantDescription } from "@lesion-atlas/store";

/**
 * Where the collection of images is shaped otherwise than `--store` asks for, a sentence each: a collection keeps what it
 * was made with.
 */
export function shapeDifferences({ settings, collections }: QdrantDescription): string[] {
  const images = collections.find(({ alias }) => alias !== undefined);
  if (!images) return [];
  const { params, hnsw_config } = images.config;
  const asked = settings.collection;
  const shape: [string, unknown, unknown][] = [
    ["hnsw_m", asked.hnswM, hnsw_config.m],
    ["hnsw_ef_construct", asked.hnswEfConstruct, hnsw_config.ef_construct],
    ["hnsw_on_disk", asked.hnswOnDisk, hnsw_config.on_disk ?? false],
    ["payload_on_disk", asked.payloadOnDisk, params.on_disk_payload],
    ["shards", asked.shards, params.shard_number],
    ["replicas", asked.replicas, params.replication_factor],
    ["write_consistency", asked.writeConsistency, params.write_consistency_factor],
  ];
  return shape
    .filter(([, wanted, is]) => wanted !== is)
    .map(([name, wanted, is]) => `${images.name} was made with ${name} ${is}, --store asks for ${wanted}`);
}
