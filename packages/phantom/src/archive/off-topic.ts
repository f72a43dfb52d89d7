import { createNoise2D } from "simplex-noise";
import { cosine, sine } from "../noise/exact-math.ts";
import { createRandom, type Random } from "../noise/random.ts";

/** Lightness 0..1 of a texture at (x, y), in image heights. */
type Texture = (x: number, y: number) => number;

/** Draws a picture that shows no skin: cloth, wood, tiles, gravel, a page of print or a cloudy sky. RGB bytes. */
export function drawOffTopic(width: number, height: number, seed: number): Uint8ClampedArray {
  const random = createRandom(seed, "off-topic");
  const texture = random.pick(textures)(random);
  const dark = colour(random, 0, 110);
  const light = colour(random, 120, 255);
  const grain = createNoise2D(random.next);
  const pixels = new Uint8ClampedArray(width * height * 3);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const tone = texture(x / height, y / height) + 0.05 * grain(x * 0.7, y * 0.7);
      for (let channel = 0; channel < 3; channel++) {
        pixels[(y * width + x) * 3 + channel] = dark[channel] + tone * (light[channel] - dark[channel]);
      }
    }
  }
  return pixels;
}

function colour(random: Random, low: number, high: number): readonly [number, number, number] {
  return [random.between(low, high), random.between(low, high), random.between(low, high)];
}

const textures: readonly ((random: Random) => Texture)[] = [cloth, wood, tiles, gravel, print, sky];

function cloth(random: Random): Texture {
  const threads = random.between(120, 260);
  return (x, y) => 0.5 + 0.25 * sine(x * threads) * sine(y * threads) + 0.2 * sine((x + y) * 9);
}

function wood(random: Random): Texture {
  const noise = createNoise2D(random.next);
  const rings = random.between(40, 90);
  return (x, y) => 0.5 + 0.5 * sine(rings * (y + 0.08 * noise(x * 1.2, y * 5)));
}

function tiles(random: Random): Texture {
  const size = random.between(0.08, 0.3);
  const joint = random.between(0.04, 0.12);
  const noise = createNoise2D(random.next);
  return (x, y) => {
    const column = Math.floor(x / size);
    const row = Math.floor(y / size);
    if (x / size - column < joint || y / size - row < joint) return 0;
    return 0.75 + 0.2 * noise(column * 3.7, row * 3.7);
  };
}

function gravel(random: Random): Texture {
  const noise = createNoise2D(random.next);
  const frequency = random.between(18, 45);
  return (x, y) => Math.abs(noise(x * frequency, y * frequency)) + 0.3 * noise(x * frequency * 3, y * frequency * 3);
}

function print(random: Random): Texture {
  const line = random.between(0.03, 0.07);
  const noise = createNoise2D(random.next);
  return (x, y) => {
    const row = Math.floor(y / line);
    const inked = y / line - row < 0.55 && noise(x * 60, row * 11.3) > 0.05 && noise(x * 9, row * 7.1) > -0.55;
    return inked ? 0.05 : 0.95;
  };
}

function sky(random: Random): Texture {
  const noise = createNoise2D(random.next);
  const lean = random.between(0, 2 * Math.PI);
  return (x, y) => {
    const cloud = noise(x * 1.6, y * 2.4) + 0.5 * noise(x * 3.4, y * 5) + 0.25 * noise(x * 7, y * 10);
    return 0.5 + 0.35 * cloud + 0.2 * (x * cosine(lean) + y * sine(lean));
  };
}
