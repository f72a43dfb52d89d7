import type { CallOptions, Model } from "@lesion-atlas/core";
import { type CopyCheck, checkCopy, sampleSize } from "./check-copy.ts";
import { copyDocuments } from "./copy-documents.ts";
import { copyImages } from "./copy-images.ts";
import { type Destination, beginMigration, endMigration } from "./migration-document.ts";
import type { MigrationProgress } from "./migration-progress.ts";
import type { MovedStore } from "./moved-store.ts";

export interface MigrationRequest {
  from: MovedStore;
  to: Destination;
  /** Copies into a store that holds other images too; where both have one, what the source says wins. Default: false. */
  merge?: boolean;
}

export interface MigrationOptions extends CallOptions {
  onProgress?: (progress: MigrationProgress) => void;
}

/** What the destination has of the source in the end. */
export interface MigrationOutcome {
  images: number;
  /** Of these, those that were there before, whole, with the first model's vector. */
  unchanged: number;
  models: { model: Model; vectors: number }[];
  /** Documents of each kind. */
  documents: ReadonlyMap<string, number>;
  check: CopyCheck;
}

/**
 * Copies a store into another one, of the same kind or not, without encoding anything: records, fields, the vectors of
 * every model, and documents. What is there already is not written again, so that a migration that was stopped goes on
 * where it was. Counts and a sample are compared at the end.
 *
 * @throws AppError `conflict` where the destination holds images already, and where the check finds a difference
 */
export async function migrateStore(
  { from, to, merge = false }: MigrationRequest,
  { signal, onProgress }: MigrationOptions = {},
): Promise<MigrationOutcome> {
  await beginMigration(from.name, to, { merge, signal });
  const models = (await from.store.models({ signal })).map(({ model }) => model);
  for (const model of models) await to.store.useModel(model, { signal });

  const sample: string[] = [];
  let [images, unchanged] = [0, 0];
  for (const [index, model] of (models.length > 0 ? models : [undefined]).entries()) {
    if (model) await Promise.all([from.store.useModel(model, { signal }), to.store.useModel(model, { signal })]);
    const everyImage = index === 0;
    const total = await from.store.count(undefined, { everyImage, signal });
    const progress = progressOf(everyImage ? { part: "images" } : { part: "vectors", model: model!.id }, total);
    const every = Math.ceil(total / sampleSize);
    const onImage = (id: string, isThere: boolean) => {
      if (everyImage && progress.done % every === 0) sample.push(id);
      progress.step(isThere);
    };
    await copyImages({ from: from.store, to: to.store, model, everyImage }, { signal, onImage });
    if (everyImage) ({ done: images, unchanged } = progress);
  }

  const progress = progressOf({ part: "documents" });
  const documents = from.catalog
    ? await copyDocuments(from.catalog, to.catalog, { signal, onDocument: progress.step })
    : new Map<string, number>();
  onProgress?.({ part: "check", done: 0, total: sample.length, unchanged: 0 });
  const check = await checkCopy({ from, to, sample, merge }, { signal });
  await endMigration(from.name, to, { signal });
  return { images, unchanged, models: await from.store.models({ signal }), documents, check };

  function progressOf(part: Pick<MigrationProgress, "part" | "model">, total?: number) {
    const state = {
      done: 0,
      unchanged: 0,
      step(isThere: boolean) {
        state.done += 1;
        if (isThere) state.unchanged += 1;
        onProgress?.({ ...part, done: state.done, total, unchanged: state.unchanged });
      },
    };
    return state;
  }
}
