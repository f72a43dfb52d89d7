import sharp from "sharp";
import { drawnImage } from "../../../packages/indexer/test/support/drawn-image.ts";

export interface BrokenImage {
  file: string;
  bytes: Uint8Array;
  /** What the reason must say. */
  reason: RegExp;
}

const isEmpty = /^the file is empty$/;
const isHuge = / megapixels; up to 100 can be read$/;
const isNoImage = /^the file is no image that we know; readable are JPEG/;
const isDamaged = /^the (JPEG|PNG|WebP) file is damaged or cut short/;

/** 30 files that call themselves images: empty, truncated, huge, of another kind, or noise. */
export async function brokenImages(): Promise<BrokenImage[]> {
  const jpeg = await drawnImage(1, { width: 400, height: 300 });
  const png = await drawnImage(2, { format: "png", width: 400, height: 300 });
  const text = (content: string) => new TextEncoder().encode(content);
  const webp = new Uint8Array(await sharp(png).webp().toBuffer());
  const kinds: [file: string, bytes: Uint8Array, reason: RegExp][] = [
    ["empty.jpg", new Uint8Array(0), isEmpty],
    ["truncated.jpg", jpeg.subarray(0, jpeg.length >> 1), isDamaged],
    ["beginning.jpg", jpeg.subarray(0, 20), isDamaged],
    ["page.jpg", text("<!doctype html><title>404 Not Found</title>"), isNoImage],
    ["zeros.jpg", new Uint8Array(5000), isNoImage],
    ["noise.jpg", Uint8Array.from({ length: 5000 }, (_, n) => (n * n * 31 + n * 7) & 0xff), isNoImage],
    ["huge.jpg", hugeJpeg(jpeg), isHuge],
    ["document.jpg", text("%PDF-1.7\n1 0 obj\n<<>>\nendobj\n"), /^the file is a PDF file/],
    ["headless.jpg", jpeg.subarray(200), isNoImage],
    ["one-byte.jpg", jpeg.subarray(0, 1), isNoImage],
    ["void.png", new Uint8Array(0), isEmpty],
    ["cut.png", png.subarray(0, png.length >> 1), isDamaged],
    ["signature.png", png.subarray(0, 8), isDamaged],
    ["too-large.png", await hugePng(), isHuge],
    ["flipped.png", flipped(png), isDamaged],
    ["answer.png", text('{"error": "forbidden"}'), isNoImage],
    ["nothing.png", new Uint8Array(3000), isNoImage],
    ["words.png", text("this is no image\n".repeat(50)), isNoImage],
    ["newline.png", text("\n"), isNoImage],
    ["archive.png", text("PK\u0003\u0004"), /^the file is a zip file/],
    ["blank.webp", new Uint8Array(0), isEmpty],
  ];
  for (let part = 2; part <= 10; part++) {
    kinds.push([`part-${part}.webp`, webp.subarray(0, Math.floor((webp.length * part) / 12)), isDamaged]);
  }
  return kinds.map(([file, bytes, reason]) => ({ file, bytes, reason }));
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
