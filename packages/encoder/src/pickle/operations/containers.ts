import { damaged } from "../pickle-machine.ts";
import type { PickleMachine } from "../pickle-machine.ts";
import type { Operations } from "./operation.ts";

/** Opcodes of lists, tuples (arrays both), dicts and sets, and of the stack itself. */
export const containers: Operations = {
  "(": (machine) => machine.mark(),
  "0": (machine) => (machine.atMark() ? machine.popToMark() : machine.pop()),
  "1": (machine) => machine.popToMark(),
  "2": (machine) => machine.push(machine.top()),
  "]": (machine) => machine.push([]),
  l: (machine) => machine.push(machine.popToMark()),
  a: (machine) => append(machine, [machine.pop()]),
  e: (machine) => append(machine, machine.popToMark()),
  ")": (machine) => machine.push([]),
  t: (machine) => machine.push(machine.popToMark()),
  "\x85": (machine) => machine.push(lastOf(machine, 1)),
  "\x86": (machine) => machine.push(lastOf(machine, 2)),
  "\x87": (machine) => machine.push(lastOf(machine, 3)),
  "}": (machine) => machine.push(new Map()),
  d: (machine) => {
    const items = machine.popToMark();
    machine.push(new Map());
    setItems(machine, items);
  },
  s: (machine) => setItems(machine, lastOf(machine, 2)),
  u: (machine) => setItems(machine, machine.popToMark()),
  "\x8f": (machine) => machine.push(new Set()),
  "\x90": (machine) => {
    const members = machine.popToMark();
    const set = machine.top();
    if (!(set instanceof Set)) throw damaged("it adds to what is no set");
    for (const member of members) set.add(member);
  },
  "\x91": (machine) => machine.push(new Set(machine.popToMark())),
};

function lastOf(machine: PickleMachine, count: number): unknown[] {
  return Array.from({ length: count }, () => machine.pop()).reverse();
}

function append(machine: PickleMachine, values: readonly unknown[]): void {
  const list = machine.top();
  if (!Array.isArray(list)) throw damaged("it appends to what is no list");
  for (const value of values) list.push(value);
}

function setItems(machine: PickleMachine, items: readonly unknown[]): void {
  const dict = machine.top();
  if (!(dict instanceof Map)) throw damaged("it sets items of what is no dict");
  if (items.length % 2 !== 0) throw damaged("it has a key without a value");
  for (let index = 0; index < items.length; index += 2) dict.set(items[index], items[index + 1]);
}
