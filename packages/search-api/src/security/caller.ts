/** What a key may do: `read` searches and shows, `curate` writes on images, `index` runs indexing, `admin` all of it. */
export const scopes = ["read", "curate", "index", "admin"] as const;
export type Scope = (typeof scopes)[number];

/** Who asks. */
export interface Caller {
  /** The key's name, or `anonymous` where the service has no keys. */
  name: string;
  scopes: readonly Scope[];
}

/** Where no key was ever made, everybody on this machine may do everything. */
export const anonymous: Caller = { name: "anonymous", scopes: ["admin"] };

/** Whether the caller's scopes allow it; `admin` allows everything, `curate` and `index` allow reading. */
export function mayDo(caller: Caller, scope: Scope): boolean {
  return (
    caller.scopes.includes("admin") || caller.scopes.includes(scope) || (scope === "read" && caller.scopes.length > 0)
  );
}
