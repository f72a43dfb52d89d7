export * from "./catalog.ts";
export * from "./place.ts";
export * from "./vector-store.ts";
