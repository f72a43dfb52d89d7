import type { Command } from "commander";
import type { RunCommand } from "../command-context.ts";
import { addStoreMigrate } from "./store-migrate.ts";

/** `lesion store`. */
export function addStore(program: Command, run: RunCommand): void {
  const store = program
    .command("store")
    .summary("move what is stored: to another store")
    .description("Move stored images, vectors and documents. Nothing is encoded again.");
  for (const add of [addStoreMigrate]) add(store, run);
}
