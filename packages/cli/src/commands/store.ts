import type { Command } from "commander";
import type { RunCommand } from "../command-context.ts";
import { exampleText } from "../output/example-text.ts";
import { addStoreAttach } from "./store-attach.ts";
import { addStoreBackup } from "./store-backup.ts";
import { addStoreMigrate } from "./store-migrate.ts";
import { addStoreRestore } from "./store-restore.ts";

/** `lesion store`. */
export function addStore(program: Command, run: RunCommand): void {
  const store = program
    .command("store")
    .summary("move what is stored: to another store, to a backup and back; attach")
    .description("Move stored images, vectors and documents. Nothing is encoded again.")
    .addHelpText(
      "after",
      exampleText([
        "lesion store migrate --to qdrant:http://localhost:6333",
        "lesion store backup backups/2026-11-25",
        "lesion store restore backups/2026-11-25 --store sqlite:restored.sqlite",
        'lesion store attach --store "qdrant:http://localhost:6333?attach=skin&fields=key:image_id"',
      ]),
    );
  for (const add of [addStoreMigrate, addStoreBackup, addStoreRestore, addStoreAttach]) add(store, run);
}
