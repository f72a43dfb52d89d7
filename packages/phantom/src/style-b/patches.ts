import { addLayer, ramp, type Canvas } from "./canvas.ts";
import { regionOf } from "./regions.ts";
import { clouds, nearestCells, valueNoise } from "./value-noise.ts";

/** Blue-whitish veil of style B. */
export function drawHaze(canvas: Canvas): void {
  const amount = canvas.parameters.structures.blue_whitish_veil;
  const veil = regionOf(canvas, "veil", { share: 0.32 + 0.45 * amount, size: 0.9, soft: 0.3, central: 0.6 });
  scaleBy(veil, 0.85);
  addLayer(canvas, "blue_whitish_veil", veil, [52, -1, -13]);
}

/** Regression of style B: pale scar. */
export function drawScar(canvas: Canvas): void {
  const amount = canvas.parameters.structures.regression;
  const scar = regionOf(canvas, "scar", { share: 0.15 + 0.4 * amount, size: 0.5, soft: 0.3, central: 0.2 });
  scaleBy(scar, 0.9);
  addLayer(canvas, "regression", scar, [79, 9, 7]);
}

/** Ulceration of style B: a raw red patch, darker in its middle. */
export function drawWound(canvas: Canvas): void {
  const amount = canvas.parameters.structures.ulceration;
  const wound = regionOf(canvas, "wound", { share: 0.08 + 0.22 * amount, size: 0.55, soft: 0.1, central: 0.6 });
  const seed = canvas.seed("lesion", "clot");
  for (let index = 0; index < wound.length; index++) {
    if (wound[index] <= 0) continue;
    wound[index] *= 0.85 + 0.15 * valueNoise(canvas.u[index] * 30, canvas.v[index] * 30, seed);
  }
  addLayer(canvas, "ulceration", wound, [33, 36, 20]);
}

/** Scale of style B: ridges of white flakes on the surface. */
export function drawFlakes(canvas: Canvas): void {
  const amount = canvas.parameters.structures.scale;
  const flakes = regionOf(canvas, "scale", { share: 0.3 + 0.5 * amount, size: 0.5, soft: 0.3 });
  const seed = canvas.seed("lesion", "flakes");
  for (let index = 0; index < flakes.length; index++) {
    if (flakes[index] <= 0) continue;
    const ridge = 1 - 3 * Math.abs(clouds(canvas.u[index] * 19, canvas.v[index] * 19, seed, 2));
    flakes[index] *= ramp(0.1, 0.8, ridge) * (0.5 + 0.4 * amount);
  }
  addLayer(canvas, "scale", flakes, [90, 1, 8], { onTop: true });
}

/** Crust of style B: plates with dark gaps between them. */
export function drawPlates(canvas: Canvas): void {
  const amount = canvas.parameters.structures.crust;
  const plates = regionOf(canvas, "crust", { share: 0.08 + 0.26 * amount, size: 0.55, soft: 0.08, central: 0.4 });
  const seed = canvas.seed("lesion", "plates");
  const cells = { first: 0, second: 0, value: 0 };
  for (let index = 0; index < plates.length; index++) {
    if (plates[index] <= 0) continue;
    nearestCells(canvas.u[index] * 26, canvas.v[index] * 26, seed, cells);
    plates[index] *= 0.7 + 0.3 * ramp(0.02, 0.25, cells.second - cells.first) * (0.5 + 0.5 * cells.value);
  }
  addLayer(canvas, "crust", plates, [42, 18, 38], { onTop: true });
}

/** Lacunae of style B: red cells with pale walls. */
export function drawLakes(canvas: Canvas): void {
  const amount = canvas.parameters.structures.lacunae;
  const random = canvas.random("lesion", "lacunae");
  const seed = canvas.seed("lesion", "lacunae");
  const frequency = 240 / random.between(13, 24);
  const lakes = regionOf(canvas, "lakes", { share: 0.55 + 0.45 * amount, size: 0.8, soft: 0.2 });
  const cells = { first: 0, second: 0, value: 0 };
  for (let index = 0; index < lakes.length; index++) {
    if (lakes[index] <= 0) continue;
    nearestCells(canvas.u[index] * frequency, canvas.v[index] * frequency, seed, cells);
    lakes[index] *= (0.25 + 0.75 * ramp(0.04, 0.25, cells.second - cells.first)) * (0.7 + 0.3 * cells.value);
  }
  addLayer(canvas, "lacunae", lakes, [36, 46, 12]);
}

function scaleBy(plane: Float32Array, factor: number): void {
  for (let index = 0; index < plane.length; index++) plane[index] *= factor;
}
