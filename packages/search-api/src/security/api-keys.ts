import { createHash, randomBytes, timingSafeEqual } from "node:crypto";
import { AppError, type CallOptions, type Catalog } from "@lesion-atlas/core";
import { z } from "zod";
import { appendAudit } from "./audit.ts";
import { type Caller, type Scope, scopes } from "./caller.ts";

const kind = "api_key";

const keyDocumentSchema = z.object({
  name: z.string(),
  scopes: z.array(z.enum(scopes)),
  /** SHA-256 of the secret, hex. A secret has 256 random bits, so that no slow hash is needed. */
  secret_hash: z.string(),
  created_at: z.string(),
  revoked_at: z.string().optional(),
});

/** A key as it may be shown: the secret is nowhere. */
export interface ApiKey {
  id: string;
  name: string;
  scopes: readonly Scope[];
  /** ISO 8601. */
  createdAt: string;
  revokedAt?: string;
}

/**
 * Makes a key. Only its hash is kept.
 *
 * @returns the key's facts, and the token that the caller sends, which can never be read again
 * @throws AppError `invalid_input` without a name or a scope
 */
export async function createApiKey(
  catalog: Catalog,
  { name, scopes: wanted }: { name: string; scopes: readonly Scope[] },
  options: CallOptions = {},
): Promise<ApiKey & { token: string }> {
  if (name.trim() === "" || wanted.length === 0) {
    throw new AppError("invalid_input", "a key needs a name and at least one scope: read, curate, index or admin");
  }
  const id = randomBytes(6).toString("hex");
  const secret = randomBytes(32).toString("base64url");
  const createdAt = new Date().toISOString();
  const document = { name: name.trim(), scopes: [...wanted], secret_hash: hashOf(secret), created_at: createdAt };
  await catalog.put(kind, id, document, { ...options, ifVersion: 0 });
  await appendAudit(catalog, { who: "lesion keys", what: "key created", of: id, name: document.name }, options);
  return { id, name: document.name, scopes: wanted, createdAt, token: `lesion_${id}_${secret}` };
}

/** Every key, revoked ones too, by id. */
export async function listApiKeys(catalog: Catalog, options: CallOptions = {}): Promise<ApiKey[]> {
  const keys: ApiKey[] = [];
  for await (const { id, document } of catalog.list(kind, options)) {
    const read = keyDocumentSchema.safeParse(document);
    if (read.success) keys.push(shown(id, read.data));
  }
  return keys;
}

/** @throws AppError `not_found` */
export async function revokeApiKey(catalog: Catalog, id: string, options: CallOptions = {}): Promise<ApiKey> {
  const entry = await catalog.get(kind, id, options);
  const read = keyDocumentSchema.safeParse(entry?.document);
  if (!entry || !read.success) throw new AppError("not_found", `there is no key ${id}: lesion keys list shows them`);
  const document = { ...read.data, revoked_at: read.data.revoked_at ?? new Date().toISOString() };
  await catalog.put(kind, id, document, { ...options, ifVersion: entry.version });
  await appendAudit(catalog, { who: "lesion keys", what: "key revoked", of: id, name: document.name }, options);
  return shown(id, document);
}

/** Whom a token names; undefined for one that is unknown, malformed or revoked. */
export async function callerOf(
  catalog: Catalog,
  token: string,
  options: CallOptions = {},
): Promise<Caller | undefined> {
  const { id, secret } = /^lesion_(?<id>[0-9a-f]{12})_(?<secret>[\w-]{43})$/.exec(token)?.groups ?? {};
  if (id === undefined) return undefined;
  const read = keyDocumentSchema.safeParse((await catalog.get(kind, id, options))?.document);
  if (!read.success || read.data.revoked_at !== undefined) return undefined;
  const matches = timingSafeEqual(Buffer.from(hashOf(secret)), Buffer.from(read.data.secret_hash));
  return matches ? { name: id, scopes: read.data.scopes } : undefined;
}

function hashOf(secret: string): string {
  return createHash("sha256").update(secret).digest("hex");
}

function shown(id: string, document: z.infer<typeof keyDocumentSchema>): ApiKey {
  const { name, scopes: given, created_at, revoked_at } = document;
  return { id, name, scopes: given, createdAt: created_at, revokedAt: revoked_at };
}
