import { resolve } from "node:path";
import { researchNotice } from "@lesion-atlas/analysis";
import type { Command } from "commander";
import type { CommandContext, RunCommand } from "../command-context.ts";
import { restoredText } from "../output/backup-text.ts";
import { restoreStore } from "../backup-store.ts";
import { exampleText } from "../output/example-text.ts";
import { createMoveReport } from "../output/move-report.ts";
import { storeUrl } from "../store-location.ts";

/** `lesion store restore`. */
export function addStoreRestore(store: Command, run: RunCommand): void {
  store
    .command("restore")
    .summary("bring a backup back, as a store that is not there yet")
    .description(
      "Bring a backup back as the store of --store. Hashes are compared with the manifest before, counts afterwards. A " +
        "store that is there is never overwritten.",
    )
    .argument("<folder>", "what lesion store backup wrote")
    .addHelpText(
      "after",
      exampleText([
        "lesion store restore backups/2026-11-25 --store sqlite:restored.sqlite",
        'lesion store restore backups/2026-11-25 --store "qdrant:http://localhost:6333?prefix=restored"',
      ]),
    )
    .action((folder: string, _options: object, command: Command) =>
      run(command, (context) => restore(resolve(folder), context)),
    );
}

async function restore(folder: string, { config, terminal, events, signal }: CommandContext): Promise<void> {
  const url = storeUrl(config.store);
  const began = performance.now();
  const report = createMoveReport(terminal.err, events, config);
  events.emit({ event: "start", folder, to: url, notice: researchNotice });
  try {
    const manifest = await restoreStore(folder, config, { signal, onProgress: report.bytes });
    report.finish();
    const answer = { folder, to: url, manifest, duration_ms: Math.round(performance.now() - began) };
    if (config.json) events.emit({ event: "done", ...answer });
    else terminal.out.write(restoredText(answer));
  } finally {
    report.finish();
  }
}
