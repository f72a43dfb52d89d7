import { createPlanePool, type PlanePool } from "../noise/planes.ts";
import type { ArtefactName, MaskName, StructureName } from "../parameters/names.ts";
import type { PhantomParameters } from "../parameters/parameters.ts";
import type { Drawn } from "../drawn.ts";
import { exposeBytes } from "./camera.ts";
import { drawBlackCorner, drawFlashReflection, drawGelBubbles, drawSticker } from "./contact-plate.ts";
import { developScene } from "./develop.ts";
import { drawDots, drawGlobules } from "./globules.ts";
import { drawHair } from "./hair.ts";
import { drawComedoLikeOpenings, drawMiliaLikeCysts } from "./keratin.ts";
import { drawLacunae } from "./lacunae.ts";
import { drawLeafLikeAreas } from "./leaf-like-areas.ts";
import { drawLesionPigment } from "./lesion-pigment.ts";
import { drawNegativeNetwork, drawNetwork } from "./network.ts";
import { drawOutline } from "./outline.ts";
import { drawInk, drawRuler } from "./ruler-and-ink.ts";
import { createScene, type Scene } from "./scene.ts";
import { drawSkin } from "./skin.ts";
import { drawStreaks } from "./streaks.ts";
import { drawCrust, drawScale } from "./surface.ts";
import { drawUlceration } from "./ulceration.ts";
import { drawRegression, drawVeil } from "./veil.ts";
import { drawArborisingVessels, drawDottedVessels } from "./vessels.ts";
import { visibleOverlay, visiblePigment } from "./visibility.ts";

/** From the deepest to the surface. */
const structureOrder: readonly (readonly [StructureName, (scene: Scene) => void])[] = [
  ["network_typical", (scene) => drawNetwork(scene, "network_typical")],
  ["network_atypical", (scene) => drawNetwork(scene, "network_atypical")],
  ["negative_network", drawNegativeNetwork],
  ["globules", drawGlobules],
  ["dots", drawDots],
  ["streaks", drawStreaks],
  ["leaf_like_areas", drawLeafLikeAreas],
  ["regression", drawRegression],
  ["blue_whitish_veil", drawVeil],
  ["lacunae", drawLacunae],
  ["dotted_vessels", drawDottedVessels],
  ["arborising_vessels", drawArborisingVessels],
  ["milia_like_cysts", drawMiliaLikeCysts],
  ["comedo_like_openings", drawComedoLikeOpenings],
  ["ulceration", drawUlceration],
  ["scale", drawScale],
  ["crust", drawCrust],
];

const artefactOrder: readonly (readonly [ArtefactName, (scene: Scene) => void])[] = [
  ["ink", drawInk],
  ["hair_thin", (scene) => drawHair(scene, "hair_thin")],
  ["hair_thick", (scene) => drawHair(scene, "hair_thick")],
  ["sticker", drawSticker],
  ["gel_bubbles", drawGelBubbles],
  ["flash_reflection", drawFlashReflection],
  ["ruler", drawRuler],
  ["black_corner", drawBlackCorner],
];

let pool: { length: number; planes: PlanePool } | undefined;

function poolFor(length: number): PlanePool {
  if (pool?.length !== length) pool = { length, planes: createPlanePool(length) };
  pool.planes.releaseAll();
  return pool.planes;
}

/** Draws a phantom in style A: pigments in tissue, seen through a camera. */
export function renderStyleA(parameters: PhantomParameters): Drawn {
  const { width, height, structures, artefacts, camera, seeds } = parameters;
  const scene = createScene(parameters, poolFor(width * height));
  drawSkin(scene);
  const { satellites } = drawOutline(scene);
  drawLesionPigment(scene, satellites);
  scene.ground.set(scene.melanin);
  for (const [name, draw] of structureOrder) if (structures[name] > 0) draw(scene);
  for (const [name, draw] of artefactOrder) if (artefacts[name] > 0) draw(scene);
  const developed = developScene(scene);
  const [red, green, blue] = developed.seen;
  const pixels = exposeBytes(red, green, blue, width, height, camera.noise, seeds.view);
  const masks: Partial<Record<MaskName, Uint8Array>> = { lesion: threshold(scene.lesion) };
  if (satellites) masks.satellites = satelliteMask(satellites, scene.lesion);
  for (const layer of scene.layers) masks[layer.name] = visiblePigment(developed, layer);
  for (const overlay of scene.overlays) masks[overlay.name] = visibleOverlay(developed, overlay);
  return { pixels, masks, neutral: neutralLight(developed.light), hidden: hiddenPixels(developed.passing) };
}

function threshold(plane: Float32Array): Uint8Array {
  const mask = new Uint8Array(plane.length);
  for (let index = 0; index < mask.length; index++) if (plane[index] >= 0.5) mask[index] = 1;
  return mask;
}

function satelliteMask(satellites: Float32Array, lesion: Float32Array): Uint8Array {
  const mask = new Uint8Array(lesion.length);
  for (let index = 0; index < mask.length; index++)
    if (satellites[index] >= 0.4 && lesion[index] < 0.5) mask[index] = 1;
  return mask;
}

function neutralLight(light: { red: Float32Array; green: Float32Array; blue: Float32Array }): Drawn["neutral"] {
  return [light.red, light.green, light.blue];
}

function hiddenPixels(passing: Float32Array): Uint8Array {
  const hidden = new Uint8Array(passing.length);
  for (let index = 0; index < hidden.length; index++) if (passing[index] < 0.5) hidden[index] = 1;
  return hidden;
}
