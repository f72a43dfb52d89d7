import type { Schemas } from "@qdrant/js-client-rest";
import type { CollectionSettings, Quantization } from "../options.ts";
import { markMetadata } from "./metadata.ts";

/** How a collection of images is made: without vectors, which come with their models. */
export function newCollection(settings: CollectionSettings): Schemas["CreateCollection"] {
  return {
    vectors: {},
    shard_number: settings.shards,
    replication_factor: settings.replicas,
    write_consistency_factor: settings.writeConsistency,
    on_disk_payload: settings.payloadOnDisk,
    hnsw_config: graphConfig(settings),
    optimizers_config: { indexing_threshold: settings.indexingThresholdKb },
    metadata: markMetadata,
    ...(settings.strictMode ? { strict_mode_config: settings.strictMode } : {}),
  };
}

/** A model's named vector, as far as it can be said when it is added. Inner product: a query need not be of unit length. */
export function newVector(dimensions: number, { vectorType }: CollectionSettings): Schemas["VectorNameConfig"] {
  return { dense: { size: dimensions, distance: "Dot", datatype: vectorType } };
}

/** The rest of it, which Qdrant takes only afterwards. */
export function vectorUpdate(settings: CollectionSettings): Schemas["VectorParamsDiff"] {
  return {
    hnsw_config: graphConfig(settings),
    quantization_config: quantizationConfig(settings.quantization),
    on_disk: settings.vectorsOnDisk,
  };
}

function graphConfig({ hnswM, hnswEfConstruct, hnswOnDisk }: CollectionSettings): Schemas["HnswConfigDiff"] {
  return { m: hnswM, ef_construct: hnswEfConstruct, on_disk: hnswOnDisk };
}

function quantizationConfig(quantization: Quantization): Schemas["QuantizationConfigDiff"] {
  if (quantization.kind === "scalar") {
    return { scalar: { type: "int8", quantile: quantization.quantile ?? 0.999, always_ram: true } };
  }
  if (quantization.kind === "binary") return { binary: { always_ram: true } };
  if (quantization.kind === "product") {
    return { product: { compression: quantization.compression, always_ram: true } };
  }
  return "Disabled";
}
