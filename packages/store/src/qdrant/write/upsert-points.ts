import { isDeepStrictEqual } from "node:util";
import {
  AppError,
  type CallOptions,
  type ImageRecord,
  type Model,
  type Point,
  throwIfCancelled,
} from "@lesion-atlas/core";
import type { Schemas } from "@qdrant/js-client-rest";
import { checkVector } from "../../rules/check-vector.ts";
import { statusOf } from "../connection/to-app-error.ts";
import type { ImagesCollection } from "../layout/images-collection.ts";
import { vectorName } from "../layout/names.ts";
import { payloadOfRecord } from "../layout/payload.ts";
import { extraIndexes } from "../layout/payload-indexes.ts";
import type { BatchSizes } from "./batch-sizes.ts";
import { pointsWithout } from "./points-without.ts";

/** A point with its payload made. */
interface ReadyPoint {
  id: string;
  payload: ReturnType<typeof payloadOfRecord>;
  vector: number[] | undefined;
}

/** Times that a batch is looked at again where others write the same images at the same moment. */
const mostRounds = 5;

export interface UpsertTools {
  images: ImagesCollection;
  sizes: BatchSizes;
  /** Requests under way at a time. */
  requestsAtOnce: number;
}

/**
 * Writes points so that nothing is lost that others wrote: a plain upsert of Qdrant would delete fields and the vectors of
 * every other model. Images that are not there are inserted, `insert_only`, with all they have; of those that are there,
 * vectors of another picture are removed, the record is replaced under its key where it differs, and the model's vector
 * is replaced. Resolves when all of it can be read.
 *
 * @throws AppError see `checkVector`; nothing is written then
 */
export async function upsertPoints(
  { images, sizes, requestsAtOnce }: UpsertTools,
  points: readonly Point[],
  model: Model | undefined,
  options: CallOptions = {},
): Promise<void> {
  for (const point of points) checkVector(point, model);
  throwIfCancelled(options.signal);
  const unique = [...new Map(points.map((point) => [point.record.id, point])).values()];
  if (unique.length === 0) return;
  const ready = unique.map(({ record, vector }): ReadyPoint => ({
    id: record.id,
    payload: payloadOfRecord(record),
    vector: vector && Array.from(vector.values),
  }));
  await images.addIndexes(
    ready.flatMap(({ payload }) => extraIndexes(payload.record)),
    options,
  );
  if (model && ready.some(({ vector }) => vector)) await images.addVector(model, options);

  let next = 0;
  const inserted: ReadyPoint[] = [];
  const oneBatch = unique.length <= sizes.size();
  async function work(): Promise<void> {
    try {
      while (next < ready.length) {
        throwIfCancelled(options.signal);
        const batch = ready.slice(next, (next += sizes.size()));
        inserted.push(...(await sizes.timed(() => writeBatch(images, batch, model, { ...options, wait: oneBatch }))));
      }
    } catch (thrown) {
      next = ready.length;
      throw thrown;
    }
  }
  // Nothing is under way any more when the call fails.
  const ends = await Promise.allSettled(Array.from({ length: requestsAtOnce }, work));
  for (const end of ends) if (end.status === "rejected") throw end.reason;
  if (!oneBatch && inserted.length > 0) await images.settle(options);
  if (model) await rewriteOvertaken(images, inserted, model, options);
}

/** @returns those that were inserted */
async function writeBatch(
  images: ImagesCollection,
  batch: readonly ReadyPoint[],
  model: Model | undefined,
  { wait, ...options }: CallOptions & { wait: boolean },
): Promise<ReadyPoint[]> {
  for (let round = 1; ; round++) {
    const stored = await storedRecords(images, batch, options);
    const fresh = batch.filter(({ id }) => !stored.has(id));
    const there = batch.filter(({ id }) => stored.has(id));
    const operations = [...insertion(fresh, model), ...(await changes(images, there, stored, model, options))];
    if (operations.length === 0) return [];
    try {
      await images.connection.write(
        (client) =>
          client.batchUpdate(images.alias, { operations, wait: wait || there.length > 0, ...images.ordering }),
        options,
      );
      return fresh;
    } catch (thrown) {
      // An image that was there has been deleted meanwhile.
      if (statusOf(thrown) !== 404 || round === mostRounds) throw thrown;
    }
  }
}

async function storedRecords(images: ImagesCollection, batch: readonly ReadyPoint[], options: CallOptions) {
  const points = await images.connection.read(
    (client) =>
      client.retrieve(images.alias, {
        ids: batch.map(({ id }) => id),
        with_payload: ["record"],
        with_vector: false,
      }),
    options,
  );
  return new Map(points.map(({ id, payload }) => [String(id), payload!.record as ImageRecord]));
}

function insertion(fresh: readonly ReadyPoint[], model: Model | undefined): Schemas["UpdateOperation"][] {
  if (fresh.length === 0) return [];
  const points = fresh.map(({ id, payload, vector }) => ({
    id,
    payload: payload as unknown as Record<string, unknown>,
    vector: vector ? { [vectorName(model!)]: vector } : {},
  }));
  return [{ upsert: { points, update_mode: "insert_only" } }];
}

/** In this order: what is cut off in the middle leaves an old record beside missing vectors, and is done again. */
async function changes(
  images: ImagesCollection,
  there: readonly ReadyPoint[],
  stored: ReadonlyMap<string, ImageRecord>,
  model: Model | undefined,
  options: CallOptions,
): Promise<Schemas["UpdateOperation"][]> {
  const replaced = there.filter(({ id, payload }) => stored.get(id)!.content_hash !== payload.record.content_hash);
  const renewed = there.filter(({ id, payload }) => !isDeepStrictEqual(stored.get(id), payload.record));
  const encoded = there.filter(({ vector }) => vector);
  const vectors = replaced.length > 0 ? await vectorNames(images, options) : [];
  return [
    ...(vectors.length > 0 ? [{ delete_vectors: { points: replaced.map(({ id }) => id), vector: vectors } }] : []),
    ...renewed.map(({ id, payload }) => ({
      set_payload: { payload: payload as unknown as Record<string, unknown>, points: [id] },
    })),
    ...(encoded.length > 0
      ? [
          {
            update_vectors: {
              points: encoded.map(({ id, vector }) => ({ id, vector: { [vectorName(model!)]: vector! } })),
            },
          },
        ]
      : []),
  ];
}

async function vectorNames(images: ImagesCollection, options: CallOptions): Promise<string[]> {
  return Object.keys((await images.info(options)).config.params.vectors ?? {});
}

/** Images that another process inserted first, under another model, lack our vector: they are written as ones that are there. */
async function rewriteOvertaken(
  images: ImagesCollection,
  inserted: readonly ReadyPoint[],
  model: Model,
  options: CallOptions,
): Promise<void> {
  const encoded = inserted.filter(({ vector }) => vector);
  for (let round = 1; round <= mostRounds; round++) {
    const overtaken = await pointsWithout(images, encoded, model, options);
    if (overtaken.length === 0) return;
    await writeBatch(images, overtaken, model, { ...options, wait: true });
  }
  throw new AppError("store_unavailable", "others keep writing and deleting the same images: try again");
}
