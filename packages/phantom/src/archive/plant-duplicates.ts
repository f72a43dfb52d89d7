import type { Random } from "../noise/random.ts";
import type { ArchiveSettings } from "./archive-options.ts";
import { duplicateKinds, type ImagePlan, type PlantedFault } from "./image-plan.ts";
import { archiveId, metadataRow } from "./metadata-rows.ts";
import { drawPatient, drawPhotograph } from "./patients.ts";

/** What is remembered of the patients planned so far, index by index. */
export interface Earlier {
  /** Number of the patient's first image. */
  firstImage: number[];
  patientNumbers: number[];
  /** Numbers of the images that do not show their phantom (off-topic, broken): no sources. */
  unseen: Set<number>;
}

/** Number of a photograph that no patient's own reaches. */
const anotherPhotograph = 1000;

/**
 * An image that shows an earlier one again under new ids, as happens when archives are merged: the kinds in turn.
 * Its split is drawn anew; where it differs from the source's, that is a leak too.
 */
export function planDuplicate(
  settings: ArchiveSettings,
  random: Random,
  names: { image: number; lesion: number; patient: number },
  earlier: Earlier,
  turn: number,
): ImagePlan {
  const { patient, lesion, parameters, image } = chooseSource(settings, random, earlier);
  const kind = duplicateKinds[turn % duplicateKinds.length];
  const shown = kind === "same lesion again" ? drawPhotograph(settings, lesion, anotherPhotograph) : parameters;
  const ids = {
    isicId: archiveId("ISIC", names.image),
    lesionId: archiveId("IL", names.lesion),
    patientId: archiveId("IP", names.patient),
  };
  const source = archiveId("ISIC", image);
  const split = random.chance(0.5) ? patient.split : random.pick(["train", "validation", "test"] as const);
  const planted: PlantedFault[] = [{ fault: "duplicate", kind, other: source }];
  if (split !== patient.split) planted.push({ fault: "leak", kind: "duplicate", other: source, truth: patient.split });
  return {
    ...ids,
    parameters: shown,
    archetype: lesion.archetype.name,
    ...(kind === "same lesion again" ? {} : { edit: { kind, seed: random.integer(0, 0xffffffff) } }),
    metadata: { ...metadataRow(ids, patient, lesion, shown.view.kind), split },
    planted,
  };
}

function chooseSource(settings: ArchiveSettings, random: Random, earlier: Earlier) {
  for (let attempt = 0; ; attempt++) {
    const at = random.integer(0, earlier.patientNumbers.length - 1);
    const patient = drawPatient(settings, earlier.patientNumbers[at]);
    const views = patient.lesions.flatMap((lesion) => lesion.views.map((parameters) => ({ lesion, parameters })));
    const chosen = random.integer(0, views.length - 1);
    const image = earlier.firstImage[at] + chosen;
    if (earlier.unseen.has(image) && attempt < 50) continue;
    return { patient, ...views[chosen], image };
  }
}
