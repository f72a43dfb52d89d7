import { AppError } from "@lesion-atlas/core";

/** One field of a protobuf message. */
export interface WireField {
  readonly field: number;
  /** Of wire type 2, a view of the message's own bytes; undefined else. */
  readonly bytes?: Uint8Array;
  /** Of wire type 0; fixed-width numbers are left in `raw`. */
  readonly integer?: bigint;
  /** The field with its head, as it stands in the message. */
  readonly raw: Uint8Array;
}

/** The fields of a message, in order, nothing copied. @throws AppError `model_invalid` for bytes that are no message */
export function wireFields(message: Uint8Array): WireField[] {
  const fields: WireField[] = [];
  let position = 0;

  function varint(): bigint {
    let value = 0n;
    for (let shift = 0n; shift < 70n; shift += 7n) {
      if (position >= message.length) throw damaged();
      const byte = message[position++];
      value |= BigInt(byte & 0x7f) << shift;
      if (byte < 0x80) return value;
    }
    throw damaged();
  }

  while (position < message.length) {
    const start = position;
    const head = varint();
    const field = Number(head >> 3n);
    const wireType = Number(head & 7n);
    if (wireType === 0) {
      const integer = varint();
      fields.push({ field, integer, raw: message.subarray(start, position) });
      continue;
    }
    const length = wireType === 2 ? Number(varint()) : wireType === 5 ? 4 : wireType === 1 ? 8 : -1;
    const content = position;
    position += length;
    if (length < 0 || position > message.length) throw damaged();
    const bytes = wireType === 2 ? message.subarray(content, position) : undefined;
    fields.push({ field, bytes, raw: message.subarray(start, position) });
  }
  return fields;
}

function damaged(): AppError {
  return new AppError("model_invalid", "this is no ONNX file, or a damaged one");
}
