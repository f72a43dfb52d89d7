export * from "./backup/index.ts";
export * from "./embedded/index.ts";
export * from "./move/index.ts";
export * from "./qdrant/index.ts";
