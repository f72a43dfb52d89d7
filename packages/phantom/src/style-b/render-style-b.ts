import type { Drawn } from "../drawn.ts";
import { createPlanePool, type PlanePool } from "../noise/planes.ts";
import type { ArtefactName, MaskName, StructureName } from "../parameters/names.ts";
import type { PhantomParameters } from "../parameters/parameters.ts";
import { drawBlobOutline } from "./blob-outline.ts";
import { drawBranches } from "./branches.ts";
import { createCanvas, type Canvas } from "./canvas.ts";
import { composeLayers, createDifference, visibleLayer } from "./compose.ts";
import { drawPetals, drawTeeth } from "./fans.ts";
import { createFilm, developFilm, labToLinear, softenPlane } from "./film.ts";
import { drawGround, drawGroundOfLesion } from "./ground.ts";
import { drawAperture, drawGlare, drawLabel, drawRings } from "./lens-artefacts.ts";
import { drawLightMesh, drawMesh } from "./mesh.ts";
import { drawFlakes, drawHaze, drawLakes, drawPlates, drawScar, drawWound } from "./patches.ts";
import { drawCurls, drawMarks, drawTicks } from "./skin-artefacts.ts";
import { drawSpots } from "./spots.ts";

/** From the deepest to the lens. */
const order: readonly (readonly [StructureName | ArtefactName, (canvas: Canvas) => void])[] = [
  ["network_typical", (canvas) => drawMesh(canvas, "network_typical")],
  ["network_atypical", (canvas) => drawMesh(canvas, "network_atypical")],
  ["negative_network", drawLightMesh],
  ["globules", (canvas) => drawSpots(canvas, "globules")],
  ["dots", (canvas) => drawSpots(canvas, "dots")],
  ["streaks", drawTeeth],
  ["leaf_like_areas", drawPetals],
  ["regression", drawScar],
  ["blue_whitish_veil", drawHaze],
  ["lacunae", drawLakes],
  ["dotted_vessels", (canvas) => drawSpots(canvas, "dotted_vessels")],
  ["arborising_vessels", drawBranches],
  ["milia_like_cysts", (canvas) => drawSpots(canvas, "milia_like_cysts")],
  ["comedo_like_openings", (canvas) => drawSpots(canvas, "comedo_like_openings")],
  ["ulceration", drawWound],
  ["scale", drawFlakes],
  ["crust", drawPlates],
  ["ink", drawMarks],
  ["hair_thin", (canvas) => drawCurls(canvas, "hair_thin")],
  ["hair_thick", (canvas) => drawCurls(canvas, "hair_thick")],
  ["sticker", drawLabel],
  ["gel_bubbles", drawRings],
  ["flash_reflection", drawGlare],
  ["ruler", drawTicks],
  ["black_corner", drawAperture],
];

let pool: { length: number; planes: PlanePool } | undefined;

function poolFor(length: number): PlanePool {
  if (pool?.length !== length) pool = { length, planes: createPlanePool(length) };
  pool.planes.releaseAll();
  return pool.planes;
}

/** Draws a phantom in style B: flat colours in L*a*b* laid over each other, shapes of its own throughout. */
export function renderStyleB(parameters: PhantomParameters): Drawn {
  const { width, height, structures, artefacts } = parameters;
  const canvas = createCanvas(parameters, poolFor(width * height));
  drawGround(canvas);
  const { satellites } = drawBlobOutline(canvas);
  drawGroundOfLesion(canvas, satellites);
  const amounts: Record<StructureName | ArtefactName, number> = { ...structures, ...artefacts };
  for (const [name, draw] of order) if (amounts[name] > 0) draw(canvas);
  const film = createFilm(parameters);
  const whole = composeLayers(canvas);
  const masks: Partial<Record<MaskName, Uint8Array>> = { lesion: halfCovered(canvas.lesion) };
  if (satellites) {
    masks.satellites = halfCovered(satellites);
    for (let index = 0; index < satellites.length; index++) if (masks.lesion?.[index]) masks.satellites[index] = 0;
  }
  const difference = createDifference(canvas);
  for (const layer of canvas.layers) masks[layer.name] = visibleLayer(canvas, layer, whole, film, difference);
  const onTop = canvas.layers.filter((layer) => layer.onTop);
  const neutral = neutralLight({ ...canvas, layers: canvas.layers.filter((layer) => !layer.onTop) });
  const frame = { left: 0, right: width - 1, top: 0, bottom: height - 1 };
  const scratch = canvas.take();
  for (const plane of whole) softenPlane(plane, scratch, width, frame, film.passes);
  const pixels = developFilm(canvas, film, whole);
  return {
    pixels,
    masks,
    neutral,
    hidden: hiddenPixels(
      onTop.map((layer) => layer.alpha),
      width * height,
    ),
  };
}

function halfCovered(plane: Float32Array): Uint8Array {
  const mask = new Uint8Array(plane.length);
  for (let index = 0; index < mask.length; index++) if (plane[index] >= 0.5) mask[index] = 1;
  return mask;
}

function neutralLight(canvas: Canvas): Drawn["neutral"] {
  const [lightness, a, b] = composeLayers(canvas);
  const light = new Float64Array(3);
  for (let index = 0; index < lightness.length; index++) {
    labToLinear(lightness[index], a[index], b[index], light);
    lightness[index] = light[0];
    a[index] = light[1];
    b[index] = light[2];
  }
  return [lightness, a, b];
}

function hiddenPixels(alphas: readonly Float32Array[], length: number): Uint8Array {
  const hidden = new Uint8Array(length);
  for (let index = 0; index < length; index++) {
    let passing = 1;
    for (const alpha of alphas) passing *= 1 - alpha[index];
    if (passing < 0.5) hidden[index] = 1;
  }
  return hidden;
}
