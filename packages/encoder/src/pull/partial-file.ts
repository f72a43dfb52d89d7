import { type Hash, createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { type FileHandle, open, readFile, rename, rm, writeFile } from "node:fs/promises";
import { pipeline } from "node:stream/promises";
import { type CallOptions, throwIfCancelled } from "@lesion-atlas/core";
import { z } from "zod";

/** What is known of the file that a partial one will be: it may be gone on with only if that is still the same. */
const identitySchema = z.strictObject({ etag: z.string().optional(), sha256: z.string().optional() });
export type FileIdentity = z.infer<typeof identitySchema>;

/** A file that is being fetched, under a name of its own until it is whole. */
export interface PartialFile {
  /** Bytes that lie there. */
  readonly bytes: number;
  readonly identity: FileIdentity;
  /** SHA-256, hex, of these bytes. */
  digest(): string;
  append(bytes: Uint8Array): Promise<void>;
  /** Throws everything away and begins the file that `identity` names. */
  begin(identity: FileIdentity): Promise<void>;
  /** Gives the file its name. */
  finish(): Promise<void>;
  close(): Promise<void>;
}

/** Opens what an earlier attempt left of `path`, hashing it, or begins anew. @throws AppError `cancelled` */
export async function openPartialFile(path: string, { signal }: CallOptions = {}): Promise<PartialFile> {
  const [partial, notes] = [`${path}.partial`, `${path}.partial.json`];
  const found = await readIdentity(notes);
  if (!found) await rm(partial, { force: true });
  const file: FileHandle = await open(partial, "a");
  let identity = found ?? {};
  let bytes: number;
  let hash: Hash = createHash("sha256");
  try {
    ({ size: bytes } = await file.stat());
    await pipeline(createReadStream(partial, { highWaterMark: 1 << 20 }), hash, { signal, end: false });
  } catch (thrown) {
    await file.close();
    throwIfCancelled(signal);
    throw thrown;
  }

  return {
    get bytes() {
      return bytes;
    },
    get identity() {
      return identity;
    },
    digest: () => hash.copy().digest("hex"),
    async append(piece) {
      await file.appendFile(piece);
      hash.update(piece);
      bytes += piece.byteLength;
    },
    async begin(next) {
      await file.truncate(0);
      [bytes, hash, identity] = [0, createHash("sha256"), next];
      await writeFile(notes, JSON.stringify(next));
    },
    async finish() {
      await file.datasync();
      await file.close();
      await rename(partial, path);
      await rm(notes, { force: true });
    },
    close: () => file.close().catch(() => {}),
  };
}

async function readIdentity(path: string): Promise<FileIdentity | undefined> {
  try {
    return identitySchema.parse(JSON.parse(await readFile(path, "utf8")));
  } catch {
    return undefined;
  }
}
