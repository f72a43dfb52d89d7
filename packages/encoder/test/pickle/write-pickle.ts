/** Opcodes of a pickle as text, one character a byte (latin1); they are put together by hand. */
export const ops = {
  text: (value: string) => `X${uint32(Buffer.byteLength(value))}${Buffer.from(value).toString("latin1")}`,
  shortText: (value: string) =>
    `\x8c${String.fromCharCode(Buffer.byteLength(value))}${Buffer.from(value).toString("latin1")}`,
  int: (value: number) => `J${uint32(value)}`,
  float: (value: number) => {
    const bytes = Buffer.alloc(8);
    bytes.writeDoubleBE(value);
    return `G${bytes.toString("latin1")}`;
  },
  global: (module: string, name: string) => `c${module}\n${name}\n`,
  stackGlobal: (module: string, name: string) => `${ops.shortText(module)}${ops.shortText(name)}\x93`,
  tuple: (...members: string[]) => `(${members.join("")}t`,
  list: (...members: string[]) => `](${members.join("")}e`,
  dict: (entries: Readonly<Record<string, string>>) =>
    `}(${Object.entries(entries)
      .map(([key, value]) => ops.text(key) + value)
      .join("")}u`,
  call: (constructor: string, ...args: string[]) => `${constructor}${ops.tuple(...args)}R`,
  none: "N",
};

/** A whole pickle: protocol, opcodes, stop. */
export function pickle(body: string, protocol = 2): Buffer {
  return Buffer.from(`\x80${String.fromCharCode(protocol)}${body}.`, "latin1");
}

function uint32(value: number): string {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32LE(value);
  return bytes.toString("latin1");
}
