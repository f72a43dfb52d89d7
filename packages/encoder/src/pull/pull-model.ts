import { existsSync } from "node:fs";
import { mkdir, rm } from "node:fs/promises";
import { extname, join } from "node:path";
import { AppError, type CallOptions } from "@lesion-atlas/core";
import { type ImportTarget, importModel } from "../import/import-model.ts";
import type { HubSource, RegisteredModel } from "../registry/manifest-schema.ts";
import { type FetchedCheckpoint, fetchCheckpoint, fetchFromAny } from "./fetch-checkpoint.ts";
import { heldToManifest } from "./held-to-manifest.ts";
import type { Hub } from "./look-up-files.ts";
import { type PullRecord, readPullRecord, writePullRecord } from "./pull-record.ts";
import { takeFolder } from "./take-folder.ts";
import { withPullLock } from "./with-pull-lock.ts";
import type { RetryOptions } from "./with-retries.ts";

export interface PullSettings {
  /** Where to fetch from, the first one first; the token goes to hubs that have one. */
  hubs: readonly Hub[];
  /** A folder of the checkpoint instead of a hub, for a machine without a network. */
  from?: string;
  /** Instead of the manifest's; its sizes, hashes and facts then need not hold. */
  revision?: string;
  /** Downloads, what was recorded of them, and locks. */
  downloadsFolder: string;
  /** Keeps the downloaded checkpoint beside the model that was made of it. */
  keep?: boolean;
  retry?: RetryOptions;
}

export interface PullCallOptions extends CallOptions {
  /** Bytes fetched, then weights written. */
  onProgress?: (progress: { unit: "bytes" | "weights"; done: number; total?: number }) => void;
  /** Things a person may want to know, each a sentence. */
  onRemark?: (sentence: string) => void;
}

export interface PulledModel {
  /** Path of the model folder. */
  folder: string;
  /** False where the model was there already and nothing was done. */
  pulled: boolean;
  /** The commit, or what stands for it. */
  revision?: string;
  files: FetchedCheckpoint["files"];
}

/**
 * Fetches a model of the manifest and makes a model folder of it. It can be stopped at any point and goes on there when
 * it is called again; of several processes one fetches and the others wait for it.
 *
 * @throws AppError `unsupported` for a model that is not on a hub; `not_found`, `model_invalid`, `too_large`,
 * `archive_unavailable`, `invalid_input`, `cancelled`, as `fetchCheckpoint` and `importModel`
 */
export async function pullModel(
  model: RegisteredModel,
  target: Omit<ImportTarget, "id">,
  settings: PullSettings,
  { signal, onProgress, onRemark = () => {} }: PullCallOptions = {},
): Promise<PulledModel> {
  const { id, source } = model;
  if (source.kind !== "hub") throw new AppError("unsupported", `${id} comes with Lesion Atlas and is not pulled`);
  if (settings.revision !== undefined && !/^\w[\w./-]{0,199}$/.test(settings.revision)) {
    throw new AppError("invalid_input", `${settings.revision} cannot be a revision: give a commit, a tag or a branch`);
  }
  const folder = join(target.modelsFolder, id);
  if (!target.force && existsSync(folder)) return { folder, pulled: false, files: {} };
  const { downloadsFolder } = settings;
  const held = settings.revision === undefined;
  await mkdir(downloadsFolder, { recursive: true });
  const onWait = () => onRemark(`another process is pulling ${id}; waiting for it`);
  return withPullLock(
    join(downloadsFolder, `${id}.lock`),
    async (waited): Promise<PulledModel> => {
      if (waited && existsSync(folder)) return { folder, pulled: false, files: {} };
      const recordPath = join(downloadsFolder, `${id}.json`);
      const record = await readPullRecord(recordPath, source.repository);
      const checkpoint = await checkpointOf(source, record);
      await writePullRecord(recordPath, recorded(record, checkpoint));
      const imported = await importModel(
        join(checkpoint.folder, weightsOf(checkpoint)),
        { ...target, id },
        {
          signal,
          onProgress: (progress) => onProgress?.({ unit: "weights", ...progress }),
          describe: (description) =>
            heldToManifest(description, model, {
              strict: held,
              source: `${source.repository}@${checkpoint.revision}`,
              onDifference: onRemark,
            }),
        },
      );
      if (!settings.keep && settings.from === undefined) {
        await rm(join(downloadsFolder, id), { recursive: true, force: true });
      }
      return { folder: imported, pulled: true, revision: checkpoint.revision, files: checkpoint.files };
    },
    { signal, onWait },
  );

  async function checkpointOf(hubSource: HubSource, record: PullRecord): Promise<FetchedCheckpoint> {
    const revision = settings.revision ?? record.pinned[hubSource.revision] ?? hubSource.revision;
    if (settings.from !== undefined) return takeFolder(settings.from, hubSource, revision, record, { held, signal });
    return fetchFromAny(
      settings.hubs,
      (hub) =>
        fetchCheckpoint(hub, hubSource, revision, join(downloadsFolder, id), record, {
          held,
          retry: settings.retry,
          signal,
          onBytes: (progress) => onProgress?.({ unit: "bytes", ...progress }),
        }),
      onRemark,
    );
  }

  /** What this pull saw, beside all that earlier ones did: a pin that was made stays. */
  function recorded(record: PullRecord, { revision, files }: FetchedCheckpoint): PullRecord {
    const asked = settings.revision ?? (source.kind === "hub" ? source.revision : revision);
    const pins = asked === revision || settings.from !== undefined ? {} : { [asked]: revision };
    return {
      ...record,
      pinned: { ...pins, ...record.pinned },
      files: { ...record.files, [revision]: { ...files, ...record.files[revision] } },
    };
  }
}

function weightsOf({ files, folder }: FetchedCheckpoint): string {
  const names = Object.keys(files);
  const index = names.find((name) => name.endsWith(".index.json"));
  const weights = index ?? names.find((name) => [".safetensors", ".bin", ".pt", ".pth"].includes(extname(name)));
  if (weights !== undefined) return weights;
  throw new AppError("model_invalid", `the manifest names no weights among the files of ${folder}`);
}
