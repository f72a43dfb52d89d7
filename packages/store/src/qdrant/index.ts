export * from "./connection/connect.ts";
export * from "./options.ts";
