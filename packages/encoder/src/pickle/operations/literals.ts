import { damaged } from "../pickle-machine.ts";
import type { PickleMachine } from "../pickle-machine.ts";
import type { Operations } from "./operation.ts";

/** Longer integers than this occur in no checkpoint, and reading them takes quadratic time. */
const longestIntegerBytes = 64;

/** Opcodes that push a value which stands in the pickle itself. */
export const literals: Operations = {
  N: (machine) => machine.push(null),
  "\x88": (machine) => machine.push(true),
  "\x89": (machine) => machine.push(false),
  J: (machine) => machine.push(machine.bytes.int32()),
  K: (machine) => machine.push(machine.bytes.byte()),
  M: (machine) => machine.push(machine.bytes.uint16()),
  G: (machine) => machine.push(machine.bytes.float64()),
  "\x8a": (machine) => pushInteger(machine, machine.bytes.byte()),
  "\x8b": (machine) => pushInteger(machine, machine.bytes.uint32()),
  X: ({ push, bytes }) => push(bytes.utf8(bytes.uint32())),
  "\x8c": ({ push, bytes }) => push(bytes.utf8(bytes.byte())),
  "\x8d": ({ push, bytes }) => push(bytes.utf8(bytes.uint64())),
  U: ({ push, bytes }) => push(bytes.latin1(bytes.byte())),
  T: ({ push, bytes }) => push(bytes.latin1(bytes.uint32())),
  C: ({ push, bytes }) => push(bytes.take(bytes.byte())),
  B: ({ push, bytes }) => push(bytes.take(bytes.uint32())),
  "\x8e": ({ push, bytes }) => push(bytes.take(bytes.uint64())),
  "\x96": ({ push, bytes }) => push(bytes.take(bytes.uint64())),
};

/** Two's complement, little-endian. */
function pushInteger(machine: PickleMachine, length: number): void {
  if (length > longestIntegerBytes) throw damaged("it holds an integer of more than 64 bytes");
  const digits = Buffer.from(machine.bytes.take(length)).reverse().toString("hex");
  const value = BigInt.asIntN(length * 8, BigInt(`0x0${digits}`));
  machine.push(Number.isSafeInteger(Number(value)) ? Number(value) : value);
}
