import type { Command } from "commander";
import type { RunCommand } from "../command-context.ts";
import { addStoreAttach } from "./store-attach.ts";
import { addStoreBackup } from "./store-backup.ts";
import { addStoreMigrate } from "./store-migrate.ts";
import { addStoreRestore } from "./store-restore.ts";

/** `lesion store`. */
export function addStore(program: Command, run: RunCommand): void {
  const store = program
    .command("store")
    .summary("move what is stored: to another store, to a backup and back; attach")
    .description("Move stored images, vectors and documents. Nothing is encoded again.");
  for (const add of [addStoreMigrate, addStoreBackup, addStoreRestore, addStoreAttach]) add(store, run);
}
