/** Channels that come after the colour (alpha) are dropped, not composited; as Pillow's `convert("RGB")` does. */
export function colourOf(samples: Uint8Array, channels: number): Uint8Array {
  if (channels === 3) return samples;
  const pixels = new Uint8Array((samples.length / channels) * 3);
  for (let source = 0, target = 0; target < pixels.length; source += channels, target += 3) {
    pixels[target] = samples[source];
    pixels[target + 1] = samples[source + 1];
    pixels[target + 2] = samples[source + 2];
  }
  return pixels;
}

/**
 * Pillow's `cmyk2rgb` (src/libImaging/Convert.c), without a colour profile: what black leaves, less the ink's share of it.
 *
 * @param samples cyan, magenta, yellow, black, 255 is full ink; what comes after (alpha) is dropped
 */
export function rgbOfCmyk(samples: Uint8Array, channels: number): Uint8Array {
  const pixels = new Uint8Array((samples.length / channels) * 3);
  for (let source = 0, target = 0; target < pixels.length; source += channels, target += 3) {
    const left = 255 - samples[source + 3];
    for (let ink = 0; ink < 3; ink++) pixels[target + ink] = left - timesOver255(samples[source + ink], left);
  }
  return pixels;
}

/** Pillow's `MULDIV255`: left * right / 255, rounded. */
function timesOver255(left: number, right: number): number {
  const product = left * right + 128;
  return ((product >> 8) + product) >> 8;
}

/** 16-bit grey is clipped at 255, not scaled: Pillow's conversion of mode "I;16", for a file with one channel. */
export function rgbOfGrey16(samples: Uint16Array): Uint8Array {
  const pixels = new Uint8Array(samples.length * 3);
  for (let place = 0; place < samples.length; place++) {
    pixels.fill(Math.min(samples[place], 255), place * 3, place * 3 + 3);
  }
  return pixels;
}
