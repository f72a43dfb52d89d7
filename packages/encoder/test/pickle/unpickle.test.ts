import { describe, expect, test } from "vitest";
import { AppError } from "@lesion-atlas/core";
import { unpickle } from "../../src/pickle/unpickle.ts";
import { ops, pickle } from "./write-pickle.ts";

/** A constructor that stands on the list, as a state dict's do. */
const globals = new Map<string, unknown>([
  ["collections.OrderedDict", () => new Map()],
  ["torch.float32", "float32"],
]);
const ordered = ops.global("collections", "OrderedDict");
const system = ops.global("os", "system");
const command = ops.text("touch /tmp/owned");

function errorOf(bytes: Uint8Array): AppError {
  try {
    unpickle(bytes, { globals });
  } catch (error) {
    if (error instanceof AppError) return error;
    throw error;
  }
  throw new Error("the pickle was read");
}

describe("values", () => {
  test.each<[string, string, unknown]>([
    ["None and booleans", ops.tuple("N", "\x88", "\x89"), [null, true, false]],
    ["small integers", ops.tuple("K\xff", "M\x01\x02", ops.int(-5)), [255, 513, -5]],
    [
      "long integers",
      ops.tuple("\x8a\x00", "\x8a\x01\xff", "\x8a\x02\x00\x80", "\x8b\x02\x00\x00\x00\xff\x7f"),
      [0, -1, -32768, 32767],
    ],
    ["an integer beyond 2^53", "\x8a\x0al\xfc\x9cF\xf9 j\xa8P\x19", 0x1950a86a20f9469cfc6cn],
    ["floats", ops.tuple(ops.float(0.1), ops.float(-0)), [0.1, -0]],
    ["text of each length", ops.tuple(ops.text("é"), ops.shortText("ß"), "\x8d\x01\0\0\0\0\0\0\0a"), ["é", "ß", "a"]],
    ["Python 2 text", ops.tuple("U\x01\xe9", "T\x01\0\0\0b"), ["é", "b"]],
    [
      "bytes",
      ops.tuple("C\x02ab", "B\x01\0\0\0c", "\x8e\x01\0\0\0\0\0\0\0d", "\x96\x01\0\0\0\0\0\0\0e"),
      ["ab", "c", "d", "e"].map((text) => new Uint8Array(Buffer.from(text))),
    ],
    ["tuples", ops.tuple(")", "N\x85", "NN\x86", "NNN\x87"), [[], [null], [null, null], [null, null, null]]],
    ["lists", ops.tuple("]", "]Na", ops.list("N", "N"), "(K\x01K\x02l"), [[], [null], [null, null], [1, 2]]],
    [
      "dicts",
      ops.tuple("}", `}${ops.text("a")}Ns`, "(K\x01K\x02d"),
      [new Map(), new Map([["a", null]]), new Map([[1, 2]])],
    ],
    ["sets", ops.tuple("\x8f(K\x01K\x02\x90", "(K\x03\x91"), [new Set([1, 2]), new Set([3])]],
    ["the memo", `${ops.text("a")}q\x05r\x07\0\0\0\x940h\x05j\x07\0\0\0h\x02\x87`, ["a", "a", "a"]],
    ["what is thrown away", "N(NN1N02\x86", [null, null]],
    [
      "an allowed constructor and constant",
      ops.tuple(
        `${ordered})R`,
        `${ordered})\x81`,
        `${ordered})}\x92`,
        "(icollections\nOrderedDict\n",
        `(${ordered}o`,
        ops.stackGlobal("torch", "float32"),
      ),
      [new Map(), new Map(), new Map(), new Map(), new Map(), "float32"],
    ],
    ["attributes of an ordered dict", `${ordered})R}b`, new Map()],
  ])("%s", (_, body, value) => {
    expect(unpickle(pickle(body), { globals }).value).toEqual(value);
  });

  test("frames, and what follows the pickle", () => {
    const bytes = Buffer.concat([Buffer.from("skip"), pickle("\x95\x02\0\0\0\0\0\0\0K\x07", 5), Buffer.from("rest")]);
    expect(unpickle(bytes, { start: 4 })).toEqual({ value: 7, end: bytes.length - 4 });
  });

  test("a persistent object is what the caller makes of it", () => {
    const loadPersistent = (id: unknown) => ({ id });
    expect(unpickle(pickle(`${ops.text("a")}Q`), { loadPersistent }).value).toEqual({ id: "a" });
    expect(unpickle(pickle("Pa\n"), { loadPersistent }).value).toEqual({ id: "a" });
    expect(errorOf(pickle(`${ops.text("a")}Q`)).code).toBe("model_invalid");
  });
});

describe("hostile pickles", () => {
  test.each([
    ["GLOBAL and REDUCE", ops.call(system, command)],
    ["STACK_GLOBAL and REDUCE", ops.call(ops.stackGlobal("os", "system"), command)],
    [
      "STACK_GLOBAL by the memo",
      `${ops.text("os")}q\x00${ops.text("system")}q\x0100h\x00h\x01\x93${ops.tuple(command)}R`,
    ],
    ["INST", `(${command}ios\nsystem\n`],
    ["OBJ", `(${system}${command}o`],
    ["NEWOBJ", `${system}${ops.tuple(command)}\x81`],
    ["NEWOBJ_EX", `${system}${ops.tuple(command)}}\x92`],
    ["BUILD", `${system})R${ops.dict({ a: "N" })}b`],
    ["a global that is only named", system],
    ["a hidden one behind allowed ones", ops.dict({ a: `${ordered})R`, b: ops.call(system, command) })],
  ])("os.system by %s is refused by its name", (_, body) => {
    const error = errorOf(pickle(body, 4));
    expect(error.code).toBe("model_invalid");
    expect(error.message).toContain("os.system");
  });

  test.each([
    ["builtins", "eval"],
    ["builtins", "getattr"],
    ["posix", "system"],
    ["subprocess", "Popen"],
    ["torch", "load"],
    ["torch.storage", "_load_from_bytes"],
    ["collections", "OrderedDict.__class__"],
    ["", "__proto__"],
    ["collections.OrderedDict", ""],
  ])("%s.%s is refused", (module, name) => {
    expect(errorOf(pickle(ops.global(module, name))).message).toContain(`${module}.${name}`);
  });

  test.each([
    ["a call of a text", ops.call(ops.text("os.system"), command)],
    ["a call of a dict", `})R`],
    ["keyword arguments", `${ordered})${ops.dict({ a: "N" })}\x92`],
    ["attributes set on a list", `]${ops.dict({ __class__: "N" })}b`],
    ["attributes set on a constructor", `${ordered}${ops.dict({ prototype: "N" })}b`],
    ["the extension registry", "\x82\x01"],
    ["an outside buffer", "\x97"],
  ])("%s is refused", (_, body) => {
    expect(errorOf(pickle(body)).message).toMatch(/^refused/);
  });

  test("names cannot write to the user's terminal", () => {
    expect(errorOf(pickle(ops.global("os\x1b[2J", "system"))).message).toContain("os?[2J.system");
  });
});

describe("damaged pickles", () => {
  const whole = pickle(
    ops.dict({ weights: ops.list(ops.int(1), ops.text("two")), more: ops.tuple("N", ops.float(3)) }),
  );
  test("every cut is refused", () => {
    for (let length = 0; length < whole.length; length++) {
      expect(errorOf(whole.subarray(0, length)).code).toBe("model_invalid");
    }
  });

  test("every changed byte is read or refused, nothing else", () => {
    for (let position = 0; position < whole.length; position++) {
      for (const change of [1, 0x40, 0x80, 0xff]) {
        const harmed = Buffer.from(whole);
        harmed[position] ^= change;
        try {
          unpickle(harmed, { globals });
        } catch (error) {
          expect(error).toMatchObject({ code: "model_invalid" });
        }
      }
    }
  });

  test.each([
    ["text longer than the file", "X\xff\xff\xff\xff"],
    ["a length of eight bytes", "\x8d\xff\xff\xff\xff\xff\xff\xff\xff"],
    ["marks without end", "(".repeat(1000)],
    ["a stack without end", "N".repeat(1_000_001)],
    ["a huge integer", `\x8b\xff\xff\0\0${"\xff".repeat(0xffff)}`],
    ["a memo that was never filled", "h\x01"],
    ["nothing on the stack", ""],
    ["append to a tuple's end below a mark", "(a"],
    ["a key without a value", "}(Nu"],
    ["items of a list", "]NNs"],
    ["a newer protocol", "\x80\x06N"],
    ["text opcodes of protocol 0", "I1\n"],
  ])("%s is refused", (_, body) => {
    expect(errorOf(pickle(body)).code).toBe("model_invalid");
  });
});
