import { type CallOptions, throwIfCancelled } from "@lesion-atlas/core";
import yauzl, { type Entry, type ZipFile } from "yauzl";
import { isHidden } from "./archive-files.ts";

/** A zip's central directory, some 50 bytes and a path an entry where yauzl's own objects take ten times that. */
export interface ZipDirectory {
  /** By UTF-16 code units ascending; folders and hidden files left out. */
  readonly paths: readonly string[];
  /** Bytes, uncompressed. */
  readonly sizes: Float64Array;
  /** Milliseconds since 1970; a DOS time without an extended field is taken as UTC, the same on every machine. */
  readonly mtimes: Float64Array;
  /** CRC-32 of the uncompressed bytes. */
  readonly checksums: Uint32Array;
  /** What yauzl needs to open the file. */
  entry(index: number): Entry;
}

interface Row {
  path: string;
  size: number;
  compressedSize: number;
  offset: number;
  mtime: number;
  checksum: number;
  /** General purpose flags and compression method, 16 bits each. */
  coding: number;
}

/** Reads the central directory. Of two entries of one path the later counts, as it does for a program that unpacks. */
export async function readZipDirectory(zip: ZipFile, { signal }: CallOptions = {}): Promise<ZipDirectory> {
  const rows = new Map<string, Row>();
  for await (const entry of zip.eachEntry()) {
    throwIfCancelled(signal);
    if (entry.fileName.endsWith("/") || isHidden(entry.fileName)) continue;
    rows.set(entry.fileName, {
      path: entry.fileName,
      size: entry.uncompressedSize,
      compressedSize: entry.compressedSize,
      offset: entry.relativeOffsetOfLocalHeader,
      mtime: Math.trunc(entry.getLastModDate({ timezone: "UTC" }).getTime()),
      checksum: entry.crc32,
      coding: entry.generalPurposeBitFlag * 0x10000 + entry.compressionMethod,
    });
  }
  const paths = [...rows.keys()].sort();
  const column = (read: (row: Row) => number) => Float64Array.from(paths, (path) => read(rows.get(path)!));
  const sizes = column((row) => row.size);
  const compressedSizes = column((row) => row.compressedSize);
  const offsets = column((row) => row.offset);
  const codings = column((row) => row.coding);
  return {
    paths,
    sizes,
    mtimes: column((row) => row.mtime),
    checksums: Uint32Array.from(paths, (path) => rows.get(path)!.checksum),
    entry(index) {
      return Object.assign(new yauzl.Entry(), {
        fileName: paths[index],
        uncompressedSize: sizes[index],
        compressedSize: compressedSizes[index],
        relativeOffsetOfLocalHeader: offsets[index],
        generalPurposeBitFlag: Math.floor(codings[index] / 0x10000),
        compressionMethod: codings[index] % 0x10000,
      });
    },
  };
}
