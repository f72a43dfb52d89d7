import { createRandom, mixSeed, type Random } from "../noise/random.ts";
import { archetypes } from "../parameters/archetypes/archetypes.ts";
import type { ArchiveSettings } from "./archive-options.ts";
import { brokenKinds, missingKinds, type ImagePlan, type Split } from "./image-plan.ts";
import { diagnosisCells, metadataColumns } from "./metadata-rows.ts";
import type { Quotas } from "./quotas.ts";

/** Plants what is due in one image: at most one fault, so that each can be found on its own. `patient` holds the plans of the same patient. */
export function plantFault(
  settings: ArchiveSettings,
  plan: ImagePlan,
  patient: readonly ImagePlan[],
  quotas: Quotas,
): void {
  const random = createRandom(mixSeed(settings.seed, `fault ${plan.isicId}`), "fault");
  const others = patient.filter((other) => other !== plan && other.metadata.split === plan.metadata.split);
  if (quotas.due("broken")) plantBroken(plan, random, quotas.turn("broken"));
  else if (quotas.due("offTopic")) plantOffTopic(plan, random);
  else if (quotas.due("labelErrors")) plantLabelError(plan, random);
  else if (quotas.due("missingMetadata")) plantMissing(plan, quotas.turn("missingMetadata"));
  else if (others.length > 0 && quotas.due("leaks")) plantLeak(plan, others[0], random);
}

function plantBroken(plan: ImagePlan, random: Random, turn: number): void {
  const how = brokenKinds[turn % brokenKinds.length];
  plan.edit = { kind: "broken", how, seed: random.integer(0, 0xffffffff) };
  plan.planted.push({ fault: "broken file", kind: how });
}

function plantOffTopic(plan: ImagePlan, random: Random): void {
  plan.edit = { kind: "off-topic", seed: random.integer(0, 0xffffffff) };
  plan.planted.push({ fault: "off-topic", kind: "texture" });
}

function plantLabelError(plan: ImagePlan, random: Random): void {
  const right = String(plan.metadata.diagnosis_3);
  const wrong = random.pick(archetypes.filter((archetype) => archetype.diagnosis[2] !== right));
  Object.assign(plan.metadata, diagnosisCells(wrong));
  plan.planted.push({ fault: "label error", kind: wrong.diagnosis[2], truth: right });
}

function plantMissing(plan: ImagePlan, turn: number): void {
  const kind = missingKinds[turn % missingKinds.length];
  const drop = (...columns: string[]): void => {
    for (const column of columns) plan.metadata[column] = undefined;
  };
  if (kind === "age and sex") drop("age_approx", "sex");
  else if (kind === "site") drop("anatom_site_1");
  else if (kind === "diagnosis")
    drop("diagnosis_1", "diagnosis_2", "diagnosis_3", "melanocytic", "diagnosis_confirm_type");
  // The row goes on saying that the image was drawn: nobody may take it for a photograph.
  else drop(...metadataColumns.filter((column) => column !== "isic_id" && column !== "synthetic"));
  plan.planted.push({ fault: "missing metadata", kind });
}

function plantLeak(plan: ImagePlan, other: ImagePlan, random: Random): void {
  const right = plan.metadata.split as Split;
  const kind = other.lesionId === plan.lesionId ? "lesion" : "patient";
  plan.metadata.split = random.pick((["train", "validation", "test"] as const).filter((split) => split !== right));
  plan.planted.push({ fault: "leak", kind, other: other.isicId, truth: right });
}
