import { createRandom, mixSeed } from "../noise/random.ts";
import type { ArchiveSettings } from "./archive-options.ts";
import type { ImagePlan } from "./image-plan.ts";
import { archiveId, metadataRow } from "./metadata-rows.ts";
import { drawPatient } from "./patients.ts";
import { planDuplicate, type Earlier } from "./plant-duplicates.ts";
import { plantFault } from "./plant-faults.ts";
import { createQuotas } from "./quotas.ts";

/**
 * The plans of all images in order, one patient after the other, extra images in between. Drawn as it is read: memory
 * grows by one number a patient. Equal settings give equal plans.
 */
export function* planImages(settings: ArchiveSettings): Generator<ImagePlan> {
  const quotas = createQuotas(settings.planted, settings.seed);
  const earlier: Earlier = { firstImage: [], patientNumbers: [], unseen: new Set() };
  let image = 0;
  let lesions = 0;
  for (let number = 0; image < settings.count; number++) {
    if (number > 0 && quotas.due("duplicates")) {
      const random = createRandom(mixSeed(settings.seed, `duplicate ${number}`), "duplicate");
      const names = { image: image++, lesion: lesions++, patient: number };
      yield planDuplicate(settings, random, names, earlier, quotas.turn("duplicates"));
      continue;
    }
    const patient = drawPatient(settings, number);
    earlier.firstImage.push(image);
    earlier.patientNumbers.push(number);
    const plans: ImagePlan[] = [];
    for (const lesion of patient.lesions) {
      const lesionId = archiveId("IL", lesions++);
      for (const parameters of lesion.views) {
        if (image + plans.length >= settings.count) break;
        const ids = { isicId: archiveId("ISIC", image + plans.length), lesionId, patientId: archiveId("IP", number) };
        const metadata = metadataRow(ids, patient, lesion, parameters.view.kind);
        plans.push({ ...ids, parameters, archetype: lesion.archetype.name, metadata, planted: [] });
      }
    }
    image += plans.length;
    for (const plan of plans) {
      quotas.count();
      plantFault(settings, plan, plans, quotas);
      if (plan.edit) earlier.unseen.add(Number(plan.isicId.slice("ISIC_".length)));
      yield plan;
    }
  }
}
