import { AppError, type Archive, type CallOptions, throwIfCancelled } from "@lesion-atlas/core";
import { readTable } from "../tables/read-table.ts";
import { groupOf } from "./clinical-cells.ts";
import type { ArchiveFiles } from "./files/archive-files.ts";
import { imageKeys } from "./image-keys.ts";
import { joinTables } from "./join-tables.ts";
import type { Layout } from "./layout.ts";
import { innerPaths, rootOf } from "./listing.ts";

/** Files whose facts are asked for at once. */
const factsAtOnce = 256;

/**
 * An archive of one layout over a folder's or zip's files. The tables are read now, the images when they are asked for.
 *
 * @param files closed with the archive, and when this call throws
 * @throws AppError `invalid_input` for a table that cannot be read.
 */
export async function openLayout(layout: Layout, files: ArchiveFiles, options: CallOptions = {}): Promise<Archive> {
  try {
    return await readLayout(layout, files, options);
  } catch (error) {
    await files.close();
    throw error;
  }
}

async function readLayout(layout: Layout, files: ArchiveFiles, options: CallOptions): Promise<Archive> {
  const root = rootOf(files.paths);
  const images = imageKeys(layout, files.paths, root);
  const tables = [];
  for (const name of layout.tables(innerPaths(files))) {
    tables.push(await readTable(name, await files.stream(files.paths.indexOf(root + name)), options));
  }
  const joined = joinTables(tables, images, layout.idColumns);

  function position(key: string): number {
    const index = images.indexOf(key);
    if (index < 0) throw new AppError("not_found", `the archive ${files.location} has no image ${JSON.stringify(key)}`);
    return index;
  }

  return {
    format: layout.name,
    location: files.location,
    size: images.keys.length,
    warnings: [...files.warnings, ...images.warnings, ...joined.warnings],
    async *keys({ signal, first, last } = {}) {
      let start = 0;
      if (first !== undefined) while (start < images.keys.length && images.keys[start] < first) start++;
      for (; start < images.keys.length; start += factsAtOnce) {
        throwIfCancelled(signal);
        const keys = images.keys.slice(start, start + factsAtOnce).filter((key) => last === undefined || key <= last);
        const facts = await Promise.all(keys.map((_, offset) => files.facts(images.fileOf[start + offset])));
        for (const [offset, key] of keys.entries()) yield { key, ...facts[offset] };
        if (keys.length < factsAtOnce) return;
      }
    },
    record(key) {
      const index = position(key);
      const file = files.paths[images.fileOf[index]];
      const record = layout.record(joined.cells(index), { key, path: file.slice(root.length) });
      const group = groupOf(record);
      return { ...record, file, ...(group === undefined ? {} : { group }) };
    },
    async bytes(key, callOptions) {
      return files.read(images.fileOf[position(key)], callOptions);
    },
    close: () => files.close(),
  };
}
