export * from "./connection/connect.ts";
export * from "./create-qdrant-catalog.ts";
export * from "./create-qdrant-store.ts";
export * from "./describe/describe-qdrant.ts";
export * from "./options.ts";
