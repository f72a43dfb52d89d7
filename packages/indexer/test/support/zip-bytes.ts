import { crc32, deflateRawSync } from "node:zlib";

/** The bytes of a zip, every second file deflated and the others stored. Times are 2026-01-01 00:00, DOS. */
export function zipBytes(files: readonly (readonly [path: string, content: Uint8Array | string])[]): Uint8Array {
  const local: Buffer[] = [];
  const central: Buffer[] = [];
  let offset = 0;
  for (const [index, [path, content]] of files.entries()) {
    const plain = Buffer.from(content);
    const deflated = index % 2 === 1;
    const body = deflated ? deflateRawSync(plain) : plain;
    const name = Buffer.from(path);
    const shared = Buffer.alloc(26);
    shared.writeUInt16LE(20, 0);
    shared.writeUInt16LE(0x800, 2);
    shared.writeUInt16LE(deflated ? 8 : 0, 4);
    shared.writeUInt16LE(0x5c21, 8);
    shared.writeUInt32LE(crc32(plain), 10);
    shared.writeUInt32LE(body.length, 14);
    shared.writeUInt32LE(plain.length, 18);
    shared.writeUInt16LE(name.length, 22);
    const tail = Buffer.alloc(14);
    tail.writeUInt32LE(offset, 10);
    local.push(Buffer.from("PK\x03\x04", "latin1"), shared, name, body);
    central.push(Buffer.from("PK\x01\x02\x14\x00", "latin1"), shared, tail, name);
    offset += 30 + name.length + body.length;
  }
  const directory = Buffer.concat(central);
  const end = Buffer.alloc(22);
  end.write("PK\x05\x06", "latin1");
  end.writeUInt16LE(files.length, 8);
  end.writeUInt16LE(files.length, 10);
  end.writeUInt32LE(directory.length, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...local, directory, end]);
}
