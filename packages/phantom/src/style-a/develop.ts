import { createCamera, focusPlane, respond } from "./camera.ts";
import { computeLight } from "./light.ts";
import type { Scene } from "./scene.ts";
import type { Developed } from "./visibility.ts";

/** Light to levels: reflectance, then what lies on top, then lens and film; the noise comes later. */
export function developScene(scene: Scene): Developed {
  const { width, height, parameters } = scene;
  const light = computeLight(scene);
  const camera = createCamera(parameters.camera, height);
  const falloff = scene.take();
  fillFalloff(falloff, width, height, camera.falloff);
  const passing = scene.take().fill(1);
  const sums = [scene.take(), scene.take(), scene.take()] as const;
  sums[0].set(light.red);
  sums[1].set(light.green);
  sums[2].set(light.blue);
  for (const overlay of scene.overlays) {
    for (let index = 0; index < passing.length; index++) {
      const keep = 1 - overlay.alpha[index];
      if (keep === 1) continue;
      passing[index] *= keep;
      sums[0][index] = sums[0][index] * keep + overlay.red[index];
      sums[1][index] = sums[1][index] * keep + overlay.green[index];
      sums[2][index] = sums[2][index] * keep + overlay.blue[index];
    }
  }
  const raw = [scene.take(), scene.take(), scene.take()] as const;
  const seen = [scene.take(), scene.take(), scene.take()] as const;
  const tables = [camera.red, camera.green, camera.blue];
  const scratch = scene.take();
  const bounds = { left: 0, right: width - 1, top: 0, bottom: height - 1 };
  for (let channel = 0; channel < 3; channel++) {
    applyResponse(sums[channel], falloff, raw[channel], tables[channel]);
    seen[channel].set(raw[channel]);
    focusPlane(seen[channel], scratch, width, height, camera.focus, bounds);
  }
  return { scene, light, camera, passing, sums, raw, seen, falloff };
}

function applyResponse(sum: Float32Array, falloff: Float32Array, raw: Float32Array, table: Float32Array): void {
  for (let index = 0; index < sum.length; index++) {
    sum[index] *= falloff[index];
    raw[index] = respond(table, sum[index]);
  }
}

function fillFalloff(falloff: Float32Array, width: number, height: number, amount: number): void {
  const inverse = 4 / (width * width + height * height);
  for (let y = 0; y < height; y++) {
    const dy = y + 0.5 - height / 2;
    for (let x = 0; x < width; x++) {
      const dx = x + 0.5 - width / 2;
      falloff[y * width + x] = 1 - amount * (dx * dx + dy * dy) * inverse;
    }
  }
}
