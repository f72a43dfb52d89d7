import { damaged } from "../pickle-machine.ts";
import type { PickleMachine } from "../pickle-machine.ts";
import type { Operations } from "./operation.ts";

const mostNamed = 5_000_000;

/** Opcodes that name a value and bring it back. */
export const memo: Operations = {
  q: (machine) => put(machine, machine.bytes.byte()),
  r: (machine) => put(machine, machine.bytes.uint32()),
  "\x94": (machine) => put(machine, machine.memo.size),
  h: (machine) => get(machine, machine.bytes.byte()),
  j: (machine) => get(machine, machine.bytes.uint32()),
};

function put(machine: PickleMachine, index: number): void {
  if (machine.memo.size >= mostNamed) throw damaged("it names too many values");
  machine.memo.set(index, machine.top());
}

function get(machine: PickleMachine, index: number): void {
  if (!machine.memo.has(index)) throw damaged(`it refers to value ${index}, which it never named`);
  machine.push(machine.memo.get(index));
}
