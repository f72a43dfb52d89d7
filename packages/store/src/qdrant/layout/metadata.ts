import type { Model } from "@lesion-atlas/core";
import type { Schemas } from "@qdrant/js-client-rest";

/**
 * What a collection of ours knows of itself, in its metadata. Qdrant merges key by key, so that two processes that
 * register two models lose neither.
 */
const markKey = "lesion_atlas";
const modelKey = "model:";
const loadKey = "load";

/** Of payload and indexes; a collection of another version is not touched. */
export const layoutVersion = 1;

/** A model that was registered. */
export interface RegisteredModel {
  model: Model;
  /** Milliseconds since 1970; the order of `models()`. */
  registeredAt: number;
}

/** The mark that says that we made a collection. */
export const markMetadata = { [markKey]: { layout: layoutVersion } };

type Metadata = Readonly<Record<string, unknown>>;

function metadataOf(info: Schemas["CollectionInfo"]): Metadata {
  return (info.config.metadata ?? {}) as Metadata;
}

/** @returns the version of its layout; undefined for a collection that we did not make */
export function layoutOf(info: Schemas["CollectionInfo"]): number | undefined {
  return (metadataOf(info)[markKey] as { layout?: number } | undefined)?.layout;
}

/** Every registered model, in the order of registration. */
export function modelsOf(info: Schemas["CollectionInfo"]): RegisteredModel[] {
  return Object.entries(metadataOf(info))
    .filter(([key]) => key.startsWith(modelKey))
    .map(([, value]) => value as RegisteredModel)
    .sort((a, b) => a.registeredAt - b.registeredAt || (a.model.fingerprint < b.model.fingerprint ? -1 : 1));
}

/** What registers a model, or changes what is known of it. */
export function modelMetadata(registered: RegisteredModel): Metadata {
  return { [`${modelKey}${registered.model.fingerprint}`]: registered };
}

/** A load under way that raised `indexing_threshold`. */
export interface Load {
  /** When it ends unless it goes on, in milliseconds since 1970. */
  until: number;
  /** What to put back, in kilobytes; null: Qdrant's default. */
  indexingThresholdKb: number | null;
}

/** @returns undefined where none is under way and none was cut off */
export function loadOf(info: Schemas["CollectionInfo"]): Load | undefined {
  return (metadataOf(info)[loadKey] as Load | undefined) ?? undefined;
}

/** @param load undefined: there is none any more */
export function loadMetadata(load: Load | undefined): Metadata {
  return { [loadKey]: load ?? null };
}
