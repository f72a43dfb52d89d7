import { createRandom, mixSeed, type Random } from "../noise/random.ts";
import type { Archetype } from "../parameters/archetypes/archetype.ts";
import {
  drawArchetype,
  drawArtefacts,
  drawClinicalArtefacts,
  drawIndependentArtefacts,
  drawIndependentLesion,
  drawLesion,
  drawSkinParameters,
  type LesionParameters,
} from "../parameters/draw-lesion.ts";
import { drawCamera, drawView } from "../parameters/draw-view.ts";
import type { PhantomParameters, SkinParameters } from "../parameters/parameters.ts";
import type { ArchiveSettings } from "./archive-options.ts";
import type { Split } from "./image-plan.ts";

/** A lesion of a drawn patient, with its photographs. */
export interface DrawnLesion {
  archetype: Archetype;
  site: string;
  parameters: LesionParameters;
  confirmedBy: string;
  seed: number;
  skin: SkinParameters;
  views: PhantomParameters[];
}

/** A drawn person. */
export interface DrawnPatient {
  /** Years, a multiple of 5, at most 85. */
  age: number;
  sex: "male" | "female";
  /** 1 to 6. */
  fitzpatrick: number;
  split: Split;
  lesions: DrawnLesion[];
}

const coveredSites = ["Trunk", "Trunk", "Trunk", "Upper extremity", "Lower extremity", "Lower extremity"] as const;
const fitzpatrickShares = [0.12, 0.33, 0.29, 0.14, 0.08, 0.04] as const;

/** Draws patient number `number` of an archive: the same for equal seed, number, size and style. */
export function drawPatient(settings: ArchiveSettings, number: number): DrawnPatient {
  const seed = mixSeed(settings.seed, `patient ${number}`);
  const random = createRandom(seed, "patient");
  const first = drawArchetype(random);
  const age = Math.min(85, Math.round(random.between(...first.age) / 5) * 5);
  const fitzpatrick = drawFitzpatrick(random);
  const roll = random.next();
  const split = roll < 0.7 ? "train" : roll < 0.85 ? "validation" : "test";
  const patient: DrawnPatient = {
    age,
    sex: random.chance(0.52) ? "male" : "female",
    fitzpatrick,
    split,
    lesions: [],
  };
  const count = settings.independent ? 1 : drawCount(random, [0.42, 0.25, 0.15, 0.09, 0.06]);
  for (let lesion = 0; lesion < count; lesion++) {
    const archetype = lesion === 0 ? first : drawArchetypeForAge(random, age);
    patient.lesions.push(drawPatientLesion(settings, patient, archetype, mixSeed(seed, `lesion ${lesion}`)));
  }
  return patient;
}

/** One of 1, 2, 3, ...: the shares of all but the last. */
function drawCount(random: Random, shares: readonly number[]): number {
  let at = random.next();
  for (let index = 0; index < shares.length; index++) {
    at -= shares[index];
    if (at < 0) return index + 1;
  }
  return shares.length + 1;
}

function drawFitzpatrick(random: Random): number {
  return drawCount(random, fitzpatrickShares.slice(0, 5));
}

function drawArchetypeForAge(random: Random, age: number): Archetype {
  for (let attempt = 0; attempt < 8; attempt++) {
    const archetype = drawArchetype(random);
    if (age >= archetype.age[0] - 5 && age <= archetype.age[1] + 5) return archetype;
  }
  return drawArchetype(random);
}

function drawPatientLesion(
  settings: ArchiveSettings,
  patient: DrawnPatient,
  archetype: Archetype,
  seed: number,
): DrawnLesion {
  const random = createRandom(seed, "lesion");
  const parameters = settings.independent ? drawIndependentLesion(random) : drawLesion(random, archetype);
  const covered = settings.independent ? 0.7 : archetype.covered;
  const site = random.chance(covered) ? random.pick(coveredSites) : "Head and neck";
  const skin = drawSkinParameters(random, patient.fitzpatrick, patient.age);
  const malignant = archetype.diagnosis[0] !== "Benign";
  const confirmedBy = random.chance(malignant ? 0.95 : 0.4) ? "histopathology" : "single image expert consensus";
  const lesion: DrawnLesion = { archetype, site, parameters, confirmedBy, seed, skin, views: [] };
  const count = settings.independent ? 1 : drawCount(random, [0.58, 0.27, 0.1]);
  for (let view = 0; view < count; view++) {
    lesion.views.push(drawPhotograph(settings, lesion, view));
  }
  return lesion;
}

/** Photograph number `number` of a lesion: another camera, place, turn and hair, the same skin and lesion. */
export function drawPhotograph(settings: ArchiveSettings, lesion: DrawnLesion, number: number): PhantomParameters {
  const viewSeed = mixSeed(lesion.seed, `view ${number}`);
  const random = createRandom(viewSeed, "view");
  const clinical = !settings.independent && number > 0 && random.chance(0.4);
  const artefacts = settings.independent
    ? drawIndependentArtefacts(random)
    : clinical
      ? drawClinicalArtefacts(random)
      : drawArtefacts(random);
  return {
    style: settings.style,
    width: settings.width,
    height: settings.height,
    seeds: { skin: mixSeed(lesion.seed, "skin"), lesion: lesion.seed, view: viewSeed },
    view: drawView(random, clinical ? "clinical" : "dermoscopic"),
    skin: lesion.skin,
    ...lesion.parameters,
    artefacts,
    camera: drawCamera(random),
  };
}
