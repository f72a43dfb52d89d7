import type { Drawn } from "../drawn.ts";
import { createRandom, type Random } from "../noise/random.ts";
import type { MaskName } from "../parameters/names.ts";
import type { PhantomParameters } from "../parameters/parameters.ts";
import type { DuplicateKind } from "./image-plan.ts";

/** A drawn picture and the parameters that its measures are to be taken with (size, zoom, JPEG quality). */
export interface Picture {
  drawn: Drawn;
  parameters: PhantomParameters;
}

/** Makes the duplicate of this kind out of a picture; its masks move along. */
export function editPicture(picture: Picture, kind: DuplicateKind, seed: number): Picture {
  const random = createRandom(seed, kind);
  const { width, height } = picture.parameters;
  if (kind === "re-encoded") return withQuality(picture, random.integer(40, 65));
  if (kind === "recoloured") return { ...picture, drawn: recolour(picture.drawn, random) };
  if (kind === "mirrored") return remap(picture, width, height, (x, y) => y * width + (width - 1 - x));
  if (kind === "rotated") return rotate(picture, random.integer(1, 3));
  if (kind === "cropped") return crop(picture, random);
  if (kind === "resized") {
    const share = random.between(0.5, 0.8);
    return shrink(picture, Math.round(width * share), Math.round(height * share));
  }
  return picture;
}

function withQuality(picture: Picture, jpegQuality: number): Picture {
  return {
    ...picture,
    parameters: { ...picture.parameters, camera: { ...picture.parameters.camera, jpegQuality } },
  };
}

function recolour(drawn: Drawn, random: Random): Drawn {
  const gains = [random.between(0.82, 1.15), random.between(0.85, 1.1), random.between(0.82, 1.15)];
  const lift = random.between(-12, 12);
  const pixels = new Uint8ClampedArray(drawn.pixels.length);
  for (let at = 0; at < pixels.length; at++) pixels[at] = drawn.pixels[at] * gains[at % 3] + lift;
  return { ...drawn, pixels };
}

function rotate(picture: Picture, quarters: number): Picture {
  const { width, height } = picture.parameters;
  if (quarters === 2) return remap(picture, width, height, (x, y) => (height - 1 - y) * width + (width - 1 - x));
  if (quarters === 1) return remap(picture, height, width, (x, y) => (height - 1 - x) * width + y);
  return remap(picture, height, width, (x, y) => x * width + (width - 1 - y));
}

function crop(picture: Picture, random: Random): Picture {
  const { width, height } = picture.parameters;
  const share = random.between(0.7, 0.88);
  const w = Math.round(width * share);
  const h = Math.round(height * share);
  const left = random.integer(0, width - w);
  const top = random.integer(0, height - h);
  return remap(picture, w, h, (x, y) => (top + y) * width + left + x);
}

/** A picture whose pixel (x, y) is the source's pixel `from(x, y)`; millimetres stay right. */
function remap(picture: Picture, width: number, height: number, from: (x: number, y: number) => number): Picture {
  const { parameters, drawn } = picture;
  const source = new Uint32Array(width * height);
  for (let y = 0; y < height; y++) for (let x = 0; x < width; x++) source[y * width + x] = from(x, y);
  const pixels = new Uint8ClampedArray(width * height * 3);
  for (let index = 0; index < source.length; index++) {
    const at = source[index] * 3;
    pixels[index * 3] = drawn.pixels[at];
    pixels[index * 3 + 1] = drawn.pixels[at + 1];
    pixels[index * 3 + 2] = drawn.pixels[at + 2];
  }
  const view = { ...parameters.view, zoom: (parameters.view.zoom * parameters.height) / height };
  return { parameters: { ...parameters, width, height, view }, drawn: { pixels, ...moveLayers(drawn, source) } };
}

function moveLayers(drawn: Drawn, source: Uint32Array): Omit<Drawn, "pixels"> {
  const bytes = (plane: Uint8Array): Uint8Array => Uint8Array.from(source, (at) => plane[at]);
  const floats = (plane: Float32Array): Float32Array => Float32Array.from(source, (at) => plane[at]);
  const masks = Object.entries(drawn.masks).map(([name, mask]) => [name, bytes(mask)]);
  const [red, green, blue] = drawn.neutral;
  return {
    masks: Object.fromEntries(masks) as Partial<Record<MaskName, Uint8Array>>,
    neutral: [floats(red), floats(green), floats(blue)],
    hidden: bytes(drawn.hidden),
  };
}

/** Shrinks by averaging the pixels (box filter); masks take the nearest pixel. */
function shrink(picture: Picture, width: number, height: number): Picture {
  const old = picture.parameters;
  const column = (x: number): number => Math.min(old.width - 1, Math.floor(((x + 0.5) * old.width) / width));
  const row = (y: number): number => Math.min(old.height - 1, Math.floor(((y + 0.5) * old.height) / height));
  const nearest = remap(picture, width, height, (x, y) => row(y) * old.width + column(x));
  const pixels = new Uint8ClampedArray(width * height * 3);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      averageBox(picture, pixels, (y * width + x) * 3, [
        Math.floor((x * old.width) / width),
        Math.floor((y * old.height) / height),
        Math.min(old.width, Math.ceil(((x + 1) * old.width) / width)),
        Math.min(old.height, Math.ceil(((y + 1) * old.height) / height)),
      ]);
    }
  }
  const parameters = { ...old, width, height };
  return { parameters, drawn: { ...nearest.drawn, pixels } };
}

function averageBox(
  { drawn, parameters }: Picture,
  target: Uint8ClampedArray,
  at: number,
  [left, top, right, bottom]: readonly [number, number, number, number],
): void {
  const area = (right - left) * (bottom - top);
  for (let channel = 0; channel < 3; channel++) {
    let sum = 0;
    for (let y = top; y < bottom; y++) {
      for (let x = left; x < right; x++) sum += drawn.pixels[(y * parameters.width + x) * 3 + channel];
    }
    target[at + channel] = sum / area;
  }
}
