import sharp from "sharp";
import { drawnImage } from "../../../packages/indexer/test/support/drawn-image.ts";

export interface BrokenImage {
  file: string;
  bytes: Uint8Array;
  /** What the reason must say. */
  reason: RegExp;
}

const isEmpty = /^the file is empty$/;
const anyReason = /^[^\n]{10,400}$/;

/** 30 files that call themselves images: empty, truncated, huge, of another kind, or noise. */
export async function brokenImages(): Promise<BrokenImage[]> {
  const jpeg = await drawnImage(1, { width: 400, height: 300 });
  const png = await drawnImage(2, { format: "png", width: 400, height: 300 });
  const text = (content: string) => new TextEncoder().encode(content);
  const kinds: [name: string, bytes: Uint8Array, reason?: RegExp][] = [
    ["empty", new Uint8Array(0), isEmpty],
    ["truncated", jpeg.subarray(0, jpeg.length >> 1)],
    ["beginning", jpeg.subarray(0, 20)],
    ["page", text("<!doctype html><title>404 Not Found</title>")],
    ["zeros", new Uint8Array(5000)],
    ["noise", Uint8Array.from({ length: 5000 }, (_, n) => (n * n * 31 + n * 7) & 0xff)],
    ["huge", hugeJpeg(jpeg)],
    ["document", text("%PDF-1.7\n1 0 obj\n<<>>\nendobj\n")],
    ["headless", jpeg.subarray(200)],
    ["one-byte", jpeg.subarray(0, 1)],
  ];
  const jpegs = kinds.map(([name, bytes, reason = anyReason]) => ({ file: `bad-${name}.jpg`, bytes, reason }));
  const pngs: [name: string, bytes: Uint8Array, reason?: RegExp][] = [
    ["empty", new Uint8Array(0), isEmpty],
    ["truncated", png.subarray(0, png.length >> 1)],
    ["signature", png.subarray(0, 8)],
    ["huge", await hugePng()],
    ["flipped", flipped(png)],
    ["page", text('{"error": "forbidden"}')],
    ["zeros", new Uint8Array(3000)],
    ["words", text("this is no image\n".repeat(50))],
    ["newline", text("\n")],
    ["archive", text("PK\u0003\u0004")],
  ];
  const others = [
    ...jpegs,
    ...pngs.map(([name, bytes, reason = anyReason]) => ({ file: `bad-png-${name}.png`, bytes, reason })),
  ];
  const webp = new Uint8Array(await sharp(png).webp().toBuffer());
  for (let part = 0; part < 10; part++) {
    const bytes = webp.subarray(0, Math.floor((webp.length * part) / 12));
    others.push({ file: `bad-webp-${part}.webp`, bytes, reason: part === 0 ? isEmpty : anyReason });
  }
  return others;
}

/** The same file, said to be 60,000 x 60,000 pixels by its frame header. */
function hugeJpeg(jpeg: Uint8Array): Uint8Array {
  const bytes = jpeg.slice();
  for (let at = 2; at < bytes.length; at += 2 + bytes[at + 2] * 256 + bytes[at + 3]) {
    const marker = bytes[at + 1];
    if (marker < 0xc0 || marker > 0xc2) continue;
    new DataView(bytes.buffer).setUint32(at + 5, 60_000 * 65_536 + 60_000);
    return bytes;
  }
  throw new Error("no frame header");
}

/** 101 megapixels of one colour: sound, but too large. */
async function hugePng(): Promise<Uint8Array> {
  const plain = sharp({
    create: { width: 10_100, height: 10_000, channels: 3, background: "#caa" },
    limitInputPixels: false,
  });
  return new Uint8Array(await plain.png({ compressionLevel: 1, palette: false }).toBuffer());
}

/** One byte of the pixels' checksummed stream is another. */
function flipped(png: Uint8Array): Uint8Array {
  const bytes = png.slice();
  bytes[bytes.length >> 1] ^= 0xff;
  return bytes;
}
