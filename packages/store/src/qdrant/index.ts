export * from "./connection/connect.ts";
export * from "./create-qdrant-catalog.ts";
export * from "./options.ts";
