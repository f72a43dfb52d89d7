import { arch, availableParallelism, platform, totalmem } from "node:os";
import { researchNotice } from "@lesion-atlas/analysis";
import { AppError, type CallOptions, asAppError, deviceNames } from "@lesion-atlas/core";
import type { CommandContext } from "./command-context.ts";
import type { Config } from "./config.ts";
import type { DoctorAnswer, QdrantFacts, RedisAnswer } from "./output/doctor-text.ts";
import { keysInSnakeCase } from "./in-snake-case.ts";
import { readInstalled, readStatus } from "./read-status.ts";
import { shapeDifferences } from "./shape-differences.ts";
import { type StoreLocation, storeUrl } from "./store-location.ts";
import { version } from "./version.ts";

/** What everything runs on; a store that does not answer is a problem in the answer, and no error. */
export async function readDoctor(context: CommandContext): Promise<DoctorAnswer> {
  const { config, signal } = context;
  const { probeDevice, runtimeVersion } = await import("@lesion-atlas/compute");
  const { openFacts } = await import("@lesion-atlas/encoder");
  const status = await readStatus(context).catch(problemOf);
  const qdrant = await readQdrant(config.store, config, { signal }).catch(problemOf);
  const redis = await readRedis(config).catch(problemOf);
  const problem = [status, qdrant].find((outcome) => outcome instanceof AppError);
  const url = storeUrl(config.store);
  const readable = status instanceof AppError ? undefined : status;
  return {
    versions: { lesion: version, node: process.versions.node, onnxruntime: runtimeVersion() },
    machine: { platform: `${platform()} ${arch()}`, cores: availableParallelism(), memory_bytes: totalmem() },
    devices: await Promise.all(deviceNames.map((device) => probeDevice(device, { signal }))),
    home: config.home,
    store: readable?.store ?? { url, exists: false, images: 0 },
    problem: problem?.message,
    qdrant: qdrant instanceof AppError ? undefined : qdrant,
    redis: redis instanceof AppError ? { problem: redis.message } : redis,
    models: readable?.models ?? (await readInstalled(context)).map((row) => ({ ...row, vectors: 0 })),
    open_facts: (await context.composition.registry({ signal }))
      .map((model) => ({ id: model.id, facts: openFacts(model) }))
      .filter(({ facts }) => facts.length > 0),
    notice: researchNotice,
  };
}

function problemOf(thrown: unknown): AppError {
  const error = asAppError(thrown);
  if (error.code === "cancelled" || error.code === "internal") throw thrown;
  return error;
}

async function readRedis({ redisUrl }: Config): Promise<RedisAnswer | undefined> {
  if (redisUrl === undefined) return undefined;
  const { checkRedis } = await import("@lesion-atlas/indexer");
  const { version, maxmemoryPolicy, appendOnly, usedMemoryBytes, warnings } = await checkRedis(redisUrl);
  return {
    version,
    maxmemory_policy: maxmemoryPolicy,
    append_only: appendOnly,
    used_memory_bytes: usedMemoryBytes,
    warnings,
  };
}

async function readQdrant(
  location: StoreLocation,
  { qdrantApiKey: apiKey }: Config,
  options: CallOptions,
): Promise<QdrantFacts | undefined> {
  if (location.kind !== "qdrant") return undefined;
  const { describeQdrant } = await import("@lesion-atlas/store");
  const description = await describeQdrant({ ...location.options, apiKey }, options);
  const { url, version, settings, collections } = description;
  return {
    url,
    version,
    differs: shapeDifferences(description),
    asked_for: keysInSnakeCase(settings),
    collections: collections.map(({ indexedVectors, payloadIndexes, ...rest }) => ({
      ...rest,
      indexed_vectors: indexedVectors,
      payload_indexes: payloadIndexes,
    })),
  };
}
