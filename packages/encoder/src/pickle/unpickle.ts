import { containers } from "./operations/containers.ts";
import { literals } from "./operations/literals.ts";
import { memo } from "./operations/memo.ts";
import { objects } from "./operations/objects.ts";
import type { Operation } from "./operations/operation.ts";
import { createPickleBytes } from "./pickle-bytes.ts";
import { type PickleMachineOptions, createPickleMachine, damaged } from "./pickle-machine.ts";

export interface UnpickleOptions extends PickleMachineOptions {
  /** Byte where the pickle begins. Default 0. */
  start?: number;
}

const newestProtocol = 5;
const protocolCode = 0x80;
const frameCode = 0x95;
const stopCode = 0x2e;

const operations: readonly (Operation | undefined)[] = Array.from({ length: 256 }, (_, code) => {
  const character = String.fromCharCode(code);
  return literals[character] ?? containers[character] ?? memo[character] ?? objects[character];
});

/**
 * Reads one pickle of protocol 2 to 5, as Python's `pickle` documents its opcodes, without running anything that the
 * pickle names: a global is either on the caller's list or the pickle is refused by that name.
 *
 * @returns the value, and the byte behind the pickle. None, booleans, numbers and strings are JavaScript's own (integers
 *   beyond 2^53 are bigints), bytes a Uint8Array, lists and tuples arrays, dicts Maps, sets Sets. Nested values may be
 *   shared and may contain themselves.
 * @throws AppError `model_invalid` for a pickle that is refused or damaged
 */
export function unpickle(bytes: Uint8Array, options: UnpickleOptions = {}): { value: unknown; end: number } {
  const cursor = createPickleBytes(bytes, options.start ?? 0);
  const machine = createPickleMachine(cursor, options);
  for (;;) {
    const code = cursor.byte();
    if (code === stopCode) return { value: machine.pop(), end: cursor.position };
    if (code === protocolCode) checkProtocol(cursor.byte());
    else if (code === frameCode) cursor.uint64();
    else operationOf(code)(machine);
  }
}

function checkProtocol(protocol: number): void {
  if (protocol > newestProtocol) throw damaged(`its protocol ${protocol} is newer than ${newestProtocol}`);
}

function operationOf(code: number): Operation {
  const operation = operations[code];
  if (!operation) {
    const hex = code.toString(16).padStart(2, "0");
    throw damaged(`opcode 0x${hex} does not occur in protocols 2 to 5; save it again with a protocol of these`);
  }
  return operation;
}
