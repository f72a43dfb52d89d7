import { AppError } from "@lesion-atlas/core";
import type { PickleBytes } from "./pickle-bytes.ts";

/**
 * What stands for each global that a pickle may name, by `module.name`. A function is a constructor: it is called with
 * the arguments and returns the value. Anything else is a constant. These are all the functions that can ever run.
 */
export type PickleGlobals = ReadonlyMap<string, unknown>;

/** The state of a pickle that is being read. Values are those that `unpickle` describes. */
export interface PickleMachine {
  readonly bytes: PickleBytes;
  readonly memo: Map<number, unknown>;
  push(value: unknown): void;
  pop(): unknown;
  top(): unknown;
  mark(): void;
  /** Whether a mark is what was pushed last. */
  atMark(): boolean;
  /** Everything above the last mark, which goes too. */
  popToMark(): unknown[];
  /** What stands for a global. @throws AppError `model_invalid`, by its name, when it is not on the list */
  find(module: string, name: string): unknown;
  loadPersistent(id: unknown): unknown;
}

export interface PickleMachineOptions {
  globals?: PickleGlobals;
  /** What an object kept outside the pickle becomes; without it such an object is refused. */
  loadPersistent?: (id: unknown) => unknown;
}

const mostMarks = 256;
const mostStacked = 1_000_000;

export function createPickleMachine(bytes: PickleBytes, options: PickleMachineOptions): PickleMachine {
  const stack: unknown[] = [];
  const marks: number[] = [];

  return {
    bytes,
    memo: new Map(),
    push(value) {
      if (stack.length >= mostStacked) throw damaged("it stacks too many values");
      stack.push(value);
    },
    pop() {
      if (stack.length <= (marks.at(-1) ?? 0)) throw damaged("it takes a value that is not there");
      return stack.pop();
    },
    top() {
      if (stack.length === 0) throw damaged("it uses a value that is not there");
      return stack.at(-1);
    },
    mark() {
      if (marks.length >= mostMarks) throw damaged("it is nested too deeply");
      marks.push(stack.length);
    },
    atMark: () => marks.at(-1) === stack.length,
    popToMark() {
      const mark = marks.pop();
      if (mark === undefined) throw damaged("it closes what it never opened");
      return stack.splice(mark);
    },
    find(module, name) {
      const path = `${module}.${name}`;
      if (!options.globals?.has(path)) throw refused(path);
      return options.globals.get(path);
    },
    loadPersistent(id) {
      if (!options.loadPersistent) throw damaged("it refers to objects outside of it");
      return options.loadPersistent(id);
    },
  };
}

/** The error for what a pickle may not name or do. */
export function refused(what: string): AppError {
  return new AppError(
    "model_invalid",
    `refused: the pickle asks for ${printable(what)}, which plain weights do not need and which is never run here. ` +
      "Where you trust the file, save its weights alone as safetensors",
  );
}

/** The error for a pickle that no pickler writes. */
export function damaged(reason: string): AppError {
  return new AppError("model_invalid", `the pickle is damaged: ${reason}`);
}

function printable(text: string): string {
  const short = text.length > 200 ? `${text.slice(0, 200)}…` : text;
  return short.replaceAll(/[^\x20-\x7e…]/g, "?");
}
