import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { crc32 } from "node:zlib";
import { describe, expect, test } from "vitest";
import { decodeImage } from "../../src/preprocess/decode/decode-image.ts";
import recorded from "./pillow-pixels.json" with { type: "json" };

const drawn = (file: string) => new Uint8Array(readFileSync(new URL(`images/${file}`, import.meta.url)));
const bytesOf = (text: string) => new Uint8Array(Buffer.from(text, "latin1"));

describe("decoded pixels are Pillow's, byte for byte", () => {
  for (const { file, mode, width, height, sha256 } of recorded.images) {
    test(`${file} (${mode})`, async () => {
      const image = await decodeImage(drawn(file));
      expect(image).toMatchObject({ width, height });
      expect(createHash("sha256").update(image.pixels).digest("hex")).toBe(sha256);
    });
  }
});

test("alpha behind CMYK is dropped: two pixels, (255, 0, 0, 0) and (0, 100, 200, 50), each with alpha 128", async () => {
  const tiff =
    "SUkqABwAAAD/AAAAgABkyDKACAAIAAgACAAIAAoAAAEDAAEAAAACAAAAAQEDAAEAAAABAAAAAgEDAAUAAAASAAAAAwEDAAEAAAABAAAABgEDAAEAAA" +
    "AFAAAAEQEEAAEAAAAIAAAAFQEDAAEAAAAFAAAAFgEDAAEAAAABAAAAFwEEAAEAAAAKAAAAUgEDAAEAAAACAAAAAAAAAA==";
  const { pixels } = await decodeImage(new Uint8Array(Buffer.from(tiff, "base64")));
  expect([...pixels]).toEqual([0, 255, 255, 205, 125, 44]);
});

describe("what cannot be read is refused with its reason", () => {
  const refused = (bytes: Uint8Array) =>
    decodeImage(bytes).then(
      () => "decoded",
      (error) => `${error.code}: ${error.message}`,
    );

  test("empty, unknown and well-known other files", async () => {
    expect(await refused(new Uint8Array(0))).toBe("image_unreadable: the file is empty");
    const readable = "readable are JPEG, PNG, TIFF, WebP, GIF, AVIF";
    expect(await refused(bytesOf("isic_id,age_approx"))).toBe(
      `image_unreadable: the file is no image that we know; ${readable}`,
    );
    expect(await refused(bytesOf("BM6\0\0\0"))).toBe(`image_unreadable: the file is a BMP file; ${readable}`);
    expect(await refused(bytesOf("<svg xmlns='http://www.w3.org/2000/svg'/>"))).toContain("the file is an SVG file");
    expect(await refused(bytesOf(`${"\0".repeat(128)}DICM`))).toContain("the file is a DICOM file");
    expect(await refused(bytesOf("\0\0\0\x18ftypheic"))).toContain("the file is a HEIC file");
  });

  for (const file of [
    "plain.jpg",
    "progressive.jpg",
    "cmyk.jpg",
    "rgb-16-bit.png",
    "lossy.webp",
    "plain.gif",
    "lzw.tif",
  ]) {
    test(`${file} cut short anywhere`, async () => {
      const whole = drawn(file);
      for (const share of [0.1, 0.3, 0.6, 0.9, 0.97]) {
        const message = await refused(whole.slice(0, Math.floor(whole.length * share)));
        expect(message, `${share}`).toMatch(
          /^image_unreadable: the (?:JPEG|PNG|WebP|GIF|TIFF) file is damaged or cut short$/,
        );
      }
    });
  }

  test("a PNG whose pixels do not match their checksum", async () => {
    const bytes = drawn("grey.png");
    bytes[bytes.length - 40] ^= 0x10;
    expect(await refused(bytes)).toContain("the PNG file is damaged");
  });

  test("more than 100 megapixels, before anything is decoded", async () => {
    const huge = Buffer.from(drawn("grey.png"));
    huge.writeUInt32BE(10_001, 16);
    huge.writeUInt32BE(10_000, 20);
    huge.writeUInt32BE(crc32(huge.subarray(12, 29)), 29);
    expect(await refused(huge)).toBe(
      "image_unreadable: the image has 10001 x 10000 pixels, 101 megapixels; up to 100 can be read",
    );
  });
});
