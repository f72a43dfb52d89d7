import { damaged, refused } from "../pickle-machine.ts";
import type { PickleMachine } from "../pickle-machine.ts";
import type { Operation, Operations } from "./operation.ts";

/** Opcodes that name globals, call them and give their objects a state: all that a hostile pickle lives on. */
export const objects: Operations = {
  c: (machine) => machine.push(machine.find(machine.bytes.line(), machine.bytes.line())),
  "\x93": (machine) => {
    const name = machine.pop();
    const module = machine.pop();
    if (typeof module !== "string" || typeof name !== "string") throw damaged("it names a global without a name");
    machine.push(machine.find(module, name));
  },
  R: (machine) => callWith(machine, machine.pop()),
  "\x81": (machine) => callWith(machine, machine.pop()),
  "\x92": (machine) => {
    if (!isEmpty(machine.pop())) throw refused("a constructor with keyword arguments");
    callWith(machine, machine.pop());
  },
  i: (machine) => {
    const constructor = machine.find(machine.bytes.line(), machine.bytes.line());
    machine.push(call(constructor, machine.popToMark()));
  },
  o: (machine) => {
    const [constructor, ...args] = machine.popToMark();
    machine.push(call(constructor, args));
  },
  b: (machine) => {
    machine.pop();
    // Attributes of an ordered dict, such as a state dict's `_metadata`, say nothing about the weights.
    if (!(machine.top() instanceof Map)) throw refused("attributes set on an object");
  },
  Q: (machine) => machine.push(machine.loadPersistent(machine.pop())),
  P: (machine) => machine.push(machine.loadPersistent(machine.bytes.line())),
  "\x82": refuse("the extension registry"),
  "\x83": refuse("the extension registry"),
  "\x84": refuse("the extension registry"),
  "\x97": refuse("a buffer outside of the pickle"),
  "\x98": refuse("a buffer outside of the pickle"),
};

function refuse(what: string): Operation {
  return () => {
    throw refused(what);
  };
}

function callWith(machine: PickleMachine, args: unknown): void {
  if (!Array.isArray(args)) throw damaged("it calls with arguments that are no tuple");
  machine.push(call(machine.pop(), args));
}

/** Functions come onto the stack from the list of globals only. */
function call(constructor: unknown, args: readonly unknown[]): unknown {
  if (typeof constructor !== "function") throw refused("a call of what is no constructor");
  return constructor(args);
}

function isEmpty(keywords: unknown): boolean {
  return keywords instanceof Map && keywords.size === 0;
}
