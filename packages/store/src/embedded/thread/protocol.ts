import type { WireError } from "@lesion-atlas/core";
import type { CancelFlag } from "./cancel-flag.ts";
import type { StoreOperations } from "./operations.ts";

export type OperationName = keyof StoreOperations;

/** What an operation takes; undefined where it takes nothing. */
export type RequestOf<Name extends OperationName> =
  Parameters<StoreOperations[Name]> extends readonly [infer Request, ...unknown[]] ? Request : undefined;

export type ReplyOf<Name extends OperationName> = Awaited<ReturnType<StoreOperations[Name]>>;

export interface StoreRequest {
  call: number;
  operation: OperationName;
  request: unknown;
  cancelled: CancelFlag;
}

/** One for each request, in order. */
export type StoreAnswer = { call: number } & ({ reply: unknown } | { error: WireError });
