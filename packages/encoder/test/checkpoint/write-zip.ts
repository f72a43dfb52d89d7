import { crc32 } from "node:zlib";

export interface ZipOptions {
  /** Writes sizes and positions in zip64's extra fields, as files beyond 4 GB must. */
  zip64?: boolean;
  /** The compression method that the headers claim. Default 0, stored. */
  method?: number;
}

/** The bytes of a zip whose entries are stored without compression. */
export function zipBytes(entries: Readonly<Record<string, Uint8Array | string>>, options: ZipOptions = {}): Buffer {
  const parts: Buffer[] = [];
  const central: Buffer[] = [];
  let position = 0;
  for (const [name, content] of Object.entries(entries)) {
    const bytes = Buffer.from(content);
    const local = Buffer.concat([header(0x04034b50, name, bytes, options, undefined), Buffer.from(name), bytes]);
    central.push(header(0x02014b50, name, bytes, options, position), Buffer.from(name));
    if (options.zip64) central.push(zip64Field(bytes.length, position));
    parts.push(local);
    position += local.length;
  }
  const directory = Buffer.concat(central);
  const count = Object.keys(entries).length;
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(options.zip64 ? 0xffff : count, 8);
  end.writeUInt16LE(options.zip64 ? 0xffff : count, 10);
  end.writeUInt32LE(options.zip64 ? 0xffffffff : directory.length, 12);
  end.writeUInt32LE(options.zip64 ? 0xffffffff : position, 16);
  const tail = options.zip64 ? zip64End(count, directory.length, position) : Buffer.alloc(0);
  return Buffer.concat([...parts, directory, tail, end]);
}

/** A local header, or with a position one of the central directory. */
function header(signature: number, name: string, bytes: Buffer, options: ZipOptions, position: number | undefined) {
  const isCentral = position !== undefined;
  const fields = Buffer.alloc(isCentral ? 46 : 30);
  const far = isCentral && options.zip64;
  let at = fields.writeUInt32LE(signature, 0);
  if (isCentral) at = fields.writeUInt16LE(45, at);
  at = fields.writeUInt16LE(45, at);
  at = fields.writeUInt16LE(0, at);
  at = fields.writeUInt16LE(options.method ?? 0, at);
  at = fields.writeUInt32LE(0x21 << 16, at);
  at = fields.writeUInt32LE(crc32(bytes), at);
  at = fields.writeUInt32LE(far ? 0xffffffff : bytes.length, at);
  at = fields.writeUInt32LE(far ? 0xffffffff : bytes.length, at);
  at = fields.writeUInt16LE(Buffer.byteLength(name), at);
  fields.writeUInt16LE(far ? 28 : 0, at);
  if (isCentral) fields.writeUInt32LE(far ? 0xffffffff : position, 42);
  return fields;
}

function zip64Field(size: number, position: number): Buffer {
  const field = Buffer.alloc(28);
  field.writeUInt16LE(1, 0);
  field.writeUInt16LE(24, 2);
  field.writeBigUInt64LE(BigInt(size), 4);
  field.writeBigUInt64LE(BigInt(size), 12);
  field.writeBigUInt64LE(BigInt(position), 20);
  return field;
}

function zip64End(count: number, directoryBytes: number, position: number): Buffer {
  const end = Buffer.alloc(76);
  end.writeUInt32LE(0x06064b50, 0);
  end.writeBigUInt64LE(44n, 4);
  end.writeUInt16LE(45, 12);
  end.writeUInt16LE(45, 14);
  end.writeBigUInt64LE(BigInt(count), 24);
  end.writeBigUInt64LE(BigInt(count), 32);
  end.writeBigUInt64LE(BigInt(directoryBytes), 40);
  end.writeBigUInt64LE(BigInt(position), 48);
  end.writeUInt32LE(0x07064b50, 56);
  end.writeBigUInt64LE(BigInt(position + directoryBytes), 64);
  end.writeUInt32LE(1, 72);
  return end;
}
