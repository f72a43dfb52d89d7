export * from "./archives/archive-readers.ts";
