import { describe, expect, test } from "vitest";
import { perceptualHash } from "../../src/preprocess/perceptual-hash.ts";
import { resample } from "../../src/preprocess/resample/resample.ts";
import type { RgbImage } from "../../src/preprocess/rgb-image.ts";

/** Dark blotches on a bright ground; another seed puts them elsewhere. */
function blotches(width: number, height: number, seed: number): RgbImage {
  const pixels = new Uint8Array(width * height * 3);
  for (let place = 0; place < width * height; place++) {
    const x = (place % width) / width;
    const y = Math.floor(place / width) / height;
    let level = 200 - 30 * x;
    for (let blotch = 1; blotch <= 5; blotch++) {
      const left = (Math.sin(seed * 12.9 + blotch * 78.2) + 1) / 2;
      const top = (Math.sin(seed * 39.3 + blotch * 11.1) + 1) / 2;
      level -= 90 * Math.exp(-((x - left) ** 2 + (y - top) ** 2) * 60);
    }
    pixels.set(
      [level, level * 0.8, level * 0.7].map((value) => Math.max(0, value)),
      place * 3,
    );
  }
  return { width, height, pixels };
}

function distance(left: string, right: string): number {
  return (BigInt(`0x${left}`) ^ BigInt(`0x${right}`)).toString(2).replaceAll("0", "").length;
}

describe("perceptual hash", () => {
  const image = blotches(300, 225, 1);
  const hash = perceptualHash(image);

  test("16 hex digits, half of the bits set, the same each time", () => {
    expect(hash).toMatch(/^[0-9a-f]{16}$/);
    expect(distance(hash, "0000000000000000")).toBe(32);
    expect(perceptualHash(image)).toBe(hash);
  });

  test("scaling, brightness and noise change few bits, another picture many", () => {
    const smaller = resample(image, { width: 187, height: 140, interpolation: "bilinear" });
    expect(distance(perceptualHash(smaller), hash)).toBeLessThanOrEqual(4);
    const darker = { ...image, pixels: image.pixels.map((level) => level * 0.8) };
    expect(distance(perceptualHash(darker), hash)).toBeLessThanOrEqual(4);
    const noisy = {
      ...image,
      pixels: image.pixels.map((level, place) => Math.min(255, level + ((place * 7919) % 13))),
    };
    expect(distance(perceptualHash(noisy), hash)).toBeLessThanOrEqual(4);
    for (let seed = 2; seed < 12; seed++) {
      expect(distance(perceptualHash(blotches(300, 225, seed)), hash)).toBeGreaterThan(12);
    }
  });

  test("a coefficient's bit lies where its frequency says", () => {
    const width = 64;
    const wave = new Uint8Array(width * width * 3);
    const cosine = (place: number, frequency: number) =>
      Math.cos((Math.PI * (2 * place + 1) * frequency) / (2 * width));
    for (let place = 0; place < width * width; place++) {
      const level = 128 + 100 * cosine(place % width, 3) * cosine(Math.floor(place / width), 2);
      wave.fill(level, place * 3, place * 3 + 3);
    }
    const bits = BigInt(`0x${perceptualHash({ width, height: width, pixels: wave })}`);
    expect((bits >> BigInt(63 - (1 * 8 + 2))) & 1n).toBe(1n);
  });

  test("a blank image, and one of a single pixel, have no bit set", () => {
    const blank = { width: 50, height: 40, pixels: new Uint8Array(50 * 40 * 3).fill(97) };
    expect(perceptualHash(blank)).toBe("0000000000000000");
    expect(perceptualHash({ width: 1, height: 1, pixels: new Uint8Array([9, 99, 200]) })).toBe("0000000000000000");
  });
});
