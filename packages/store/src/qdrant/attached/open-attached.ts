import { AppError, type CallOptions } from "@lesion-atlas/core";
import type { Schemas } from "@qdrant/js-client-rest";
import { lengthOf } from "../../rules/vector-length.ts";
import { type QdrantConnection, connectQdrant } from "../connection/connect.ts";
import type { AttachedPlaces } from "./filter-to-attached.ts";
import type { AttachedStoreOptions } from "./options.ts";
import { pathsOf } from "./record-of-point.ts";

/** Vectors that are looked at when a collection of inner products is opened. */
const looked = 64;
const lengthTolerance = 1e-3;

/** An attached collection as it was found. */
export interface AttachedHandle extends AttachedPlaces {
  connection: QdrantConnection;
  collection: string;
  /** Its name as a condition takes it; "" for the unnamed one. */
  vector: string;
  distance: "Cosine" | "Dot";
  dimensions: number;
  info(options?: CallOptions): Promise<Schemas["CollectionInfo"]>;
}

/**
 * Looks at the collection; asks nothing that changes anything.
 *
 * @throws AppError `not_found` for no such collection or vector, `model_mismatch` for other dimensions than the model's,
 * `unsupported` for a distance that is no inner product of unit vectors, and for vectors of vectors
 */
export async function openAttached(options: AttachedStoreOptions, callOptions?: CallOptions): Promise<AttachedHandle> {
  const { collection, vector = "", model, archive = collection } = options;
  const connection = await connectQdrant(options, callOptions);
  const info = (callOptions?: CallOptions) =>
    connection.read((client) => client.getCollection(collection), callOptions);
  const { config } = await info(callOptions);
  const { size, distance, multivector_config } = paramsOf(config.params.vectors, collection, vector);
  if (multivector_config)
    throw new AppError("unsupported", `${collection} holds several vectors a point under one name`);
  if (distance !== "Cosine" && distance !== "Dot") {
    throw new AppError(
      "unsupported",
      `${collection} compares by ${distance}, which cannot be cut off at a score: make a collection with Cosine or Dot`,
    );
  }
  if (size !== model.dimensions) {
    throw new AppError(
      "model_mismatch",
      `${collection} holds vectors of ${size} numbers, and the model ${model.id} makes ${model.dimensions}: name the model ` +
        "that made them",
    );
  }
  const places = { archive, paths: pathsOf(options) };
  const handle: AttachedHandle = { connection, collection, vector, distance, dimensions: size, info, ...places };
  if (distance === "Dot") await requireUnitLength(handle, callOptions);
  return handle;
}

/** A vector as a point brings it. */
export function vectorOf(stored: unknown, name: string): Float32Array | undefined {
  const values = name === "" ? stored : (stored as Record<string, unknown> | null | undefined)?.[name];
  return Array.isArray(values) ? Float32Array.from(values as number[]) : undefined;
}

function paramsOf(
  vectors: Schemas["VectorsConfig"] | undefined,
  collection: string,
  name: string,
): Schemas["VectorParams"] {
  const isUnnamed = vectors !== undefined && "size" in vectors && typeof vectors.size === "number";
  if (isUnnamed && name === "") return vectors as Schemas["VectorParams"];
  const named = (isUnnamed ? {} : (vectors ?? {})) as Record<string, Schemas["VectorParams"]>;
  if (name !== "" && Object.hasOwn(named, name)) return named[name];
  const there = isUnnamed ? "only the unnamed vector" : `vectors ${Object.keys(named).join(", ") || "of no name"}`;
  throw new AppError(
    "not_found",
    `${collection} has no ${name === "" ? "unnamed vector" : `vector ${name}`}; it has ${there}`,
  );
}

async function requireUnitLength({ connection, collection, vector }: AttachedHandle, options?: CallOptions) {
  const with_vector = vector === "" ? true : [vector];
  const { points } = await connection.read(
    (client) => client.scroll(collection, { limit: looked, with_payload: false, with_vector }),
    options,
  );
  for (const point of points) {
    const length = lengthOf(vectorOf(point.vector, vector) ?? Float32Array.of(1));
    if (Math.abs(length - 1) <= lengthTolerance) continue;
    throw new AppError(
      "unsupported",
      `${collection} compares by Dot, and point ${point.id} has a vector of length ${length}: make a collection with Cosine`,
    );
  }
}
