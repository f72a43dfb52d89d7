/** A protobuf message under construction: its bytes in parts, so that large raw tensors are not copied at every level. */
export interface Message {
  readonly parts: readonly Uint8Array[];
  /** Bytes of all parts together. */
  readonly length: number;
}

const encoder = new TextEncoder();

/** Puts encoded fields one behind the other; `undefined` fields are left out, as protobuf leaves out what is unset. */
export function message(...fields: (Message | undefined | readonly Message[])[]): Message {
  const present = fields.flat().filter((field) => field !== undefined);
  return {
    parts: present.flatMap((field) => field.parts),
    length: present.reduce((total, field) => total + field.length, 0),
  };
}

/** Wire type 0: an int64, int32 or enum; negative numbers take ten bytes as protobuf wants them. */
export function integerField(field: number, value: number | bigint): Message {
  return part([...varint(BigInt(field << 3)), ...varint(BigInt.asUintN(64, BigInt(value)))]);
}

/** Wire type 5: a float, four bytes little-endian. */
export function floatField(field: number, value: number): Message {
  const bytes = new Uint8Array(4);
  new DataView(bytes.buffer).setFloat32(0, value, true);
  return part([...varint(BigInt((field << 3) | 5)), ...bytes]);
}

/** Wire type 2: bytes as they are, not copied. */
export function bytesField(field: number, value: Uint8Array): Message {
  return messageField(field, { parts: [value], length: value.length });
}

/** Wire type 2: UTF-8. */
export function stringField(field: number, value: string): Message {
  return bytesField(field, encoder.encode(value));
}

/** Wire type 2: a message inside a message. */
export function messageField(field: number, inner: Message): Message {
  const head = part([...varint(BigInt((field << 3) | 2)), ...varint(BigInt(inner.length))]);
  return { parts: [...head.parts, ...inner.parts], length: head.length + inner.length };
}

/** The message in one piece. */
export function messageBytes(whole: Message): Uint8Array {
  const bytes = new Uint8Array(whole.length);
  let offset = 0;
  for (const piece of whole.parts) {
    bytes.set(piece, offset);
    offset += piece.length;
  }
  return bytes;
}

function part(bytes: number[]): Message {
  return { parts: [Uint8Array.from(bytes)], length: bytes.length };
}

function varint(value: bigint): number[] {
  const bytes: number[] = [];
  let rest = value;
  while (rest > 0x7fn) {
    bytes.push(Number(rest & 0x7fn) | 0x80);
    rest >>= 7n;
  }
  bytes.push(Number(rest));
  return bytes;
}
