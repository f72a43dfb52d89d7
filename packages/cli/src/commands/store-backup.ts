import { join, resolve } from "node:path";
import { researchNotice } from "@lesion-atlas/analysis";
import { AppError } from "@lesion-atlas/core";
import type { Command } from "commander";
import type { CommandContext, RunCommand } from "../command-context.ts";
import { backupStore } from "../backup-store.ts";
import { modelRow } from "../model-row.ts";
import { storeExists } from "../open-store.ts";
import { backupText } from "../output/backup-text.ts";
import { exampleText } from "../output/example-text.ts";
import { createMoveReport } from "../output/move-report.ts";
import { storeUrl } from "../store-location.ts";

/** `lesion store backup`. */
export function addStoreBackup(store: Command, run: RunCommand): void {
  store
    .command("backup")
    .summary("write everything stored into one folder")
    .description(
      "Write records, vectors and documents into one folder, with a manifest of models, counts and hashes. The store may " +
        "be in use meanwhile. The folder is there whole or not at all.",
    )
    .argument("<out>", "a folder that is not there yet")
    .addHelpText(
      "after",
      exampleText([
        "lesion store backup backups/2026-11-25",
        "lesion store backup backups/2026-11-25 --store qdrant:http://localhost:6333",
      ]),
    )
    .action((out: string, _options: object, command: Command) =>
      run(command, (context) => backup(resolve(out), context)),
    );
}

async function backup(folder: string, { composition, config, terminal, events, signal }: CommandContext) {
  const url = storeUrl(config.store);
  if (!(await storeExists(config.store, { qdrantApiKey: config.qdrantApiKey, signal })))
    throw new AppError("not_found", `there is no store at ${url}`);
  const began = performance.now();
  const report = createMoveReport(terminal.err, events, config);
  events.emit({ event: "start", from: url, folder, notice: researchNotice });
  try {
    const listed = await composition.models({ signal });
    const modelFiles = new Map<string, string>();
    for (const model of listed) {
      const { fingerprint } = await modelRow(model, { signal });
      if (fingerprint !== undefined) modelFiles.set(fingerprint, join(model.folder, "model.json"));
    }
    const manifest = await backupStore(config, folder, {
      signal,
      modelFiles,
      onProgress: report.bytes,
    });
    report.finish();
    const answer = { folder, manifest, duration_ms: Math.round(performance.now() - began) };
    if (config.json) events.emit({ event: "done", ...answer });
    else terminal.out.write(backupText(answer));
  } finally {
    report.finish();
  }
}
