import type { PickleMachine } from "../pickle-machine.ts";

/** What one opcode does. */
export type Operation = (machine: PickleMachine) => void;

/** By the opcode's character, as Python's pickletools lists them. */
export type Operations = Readonly<Record<string, Operation>>;
