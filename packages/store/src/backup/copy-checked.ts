import { createHash } from "node:crypto";
import { createReadStream, createWriteStream } from "node:fs";
import { Writable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { CallOptions } from "@lesion-atlas/core";

const pieceBytes = 1 << 20;

/** Told after each piece that was read. @param bytes of the piece */
export type OnBytes = (bytes: number) => void;

/**
 * Reads a file once, to its hash, and to a copy where one is wanted; the copy is on disk when this resolves.
 *
 * @returns SHA-256, hex, and the file's size
 */
export async function hashAndCopy(
  file: string,
  copy: string | undefined,
  { signal, onBytes }: CallOptions & { onBytes?: OnBytes } = {},
): Promise<{ sha256: string; bytes: number }> {
  const hash = createHash("sha256");
  let bytes = 0;
  const target = copy === undefined ? nowhere() : createWriteStream(copy, { flags: "wx", flush: true });
  await pipeline(
    createReadStream(file, { highWaterMark: pieceBytes }),
    async function* (pieces: AsyncIterable<Buffer>) {
      for await (const piece of pieces) {
        hash.update(piece);
        bytes += piece.length;
        onBytes?.(piece.length);
        yield piece;
      }
    },
    target,
    { signal },
  );
  return { sha256: hash.digest("hex"), bytes };
}

function nowhere(): Writable {
  return new Writable({ write: (_piece, _encoding, done) => done() });
}
