export { renderPhantom, type Phantom } from "./render-phantom.ts";
export { plainParameters } from "./parameters/plain-parameters.ts";
export * from "./parameters/names.ts";
export type * from "./parameters/parameters.ts";
export type { PhantomTruth } from "./truth/measure-truth.ts";
export type { OutlineMeasures } from "./truth/outline-measures.ts";
export type { Archetype } from "./parameters/archetypes/archetype.ts";
export { archetypes } from "./parameters/archetypes/archetypes.ts";
export {
  drawArchetype,
  drawArtefacts,
  drawClinicalArtefacts,
  drawIndependentArtefacts,
  drawIndependentLesion,
  drawLesion,
  drawSkinParameters,
  type LesionParameters,
} from "./parameters/draw-lesion.ts";
export { drawCamera, drawView } from "./parameters/draw-view.ts";
export { createRandom, type Random } from "./noise/random.ts";
export * from "./archive/index.ts";
