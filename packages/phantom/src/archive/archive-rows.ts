import { artefactNames, colourNames, structureNames } from "../parameters/names.ts";
import type { PhantomParameters } from "../parameters/parameters.ts";
import type { PhantomTruth } from "../truth/measure-truth.ts";
import type { ImagePlan, MetadataRow, PlantedFault } from "./image-plan.ts";
import { metadataColumns } from "./metadata-rows.ts";

const outlineColumns = [
  "diameterShare",
  "diameterMm",
  "areaShare",
  "areaPx",
  "perimeterPx",
  "diameterPx",
  "borderIrregularity",
  "asymmetryMajor",
  "asymmetryMinor",
  "cutOff",
  "satellitePx",
] as const;

const colourColumns = colourNames.map((name) => `colour_${name}`);
const idColumns = ["isic_id", "lesion_id", "patient_id", "archetype", "style", "view"];

/** The tables of an archive, by file, with their columns. */
export const tables = {
  metadata: { file: "metadata.csv", columns: metadataColumns as readonly string[] },
  concepts: {
    file: "truth/concepts.csv",
    columns: [
      ...idColumns,
      "width",
      "height",
      ...outlineColumns.map(snakeCase),
      ...colourColumns,
      ...structureNames,
      ...artefactNames,
    ],
  },
  requested: {
    file: "truth/requested.csv",
    columns: [
      ...idColumns,
      "zoom",
      "diameter",
      "aspect",
      "asymmetry_major",
      "asymmetry_minor",
      "irregularity",
      "softness",
      "satellites",
      "pigment",
      "skin_melanin",
      "skin_haemoglobin",
      ...colourColumns,
      ...structureNames,
      ...artefactNames,
    ],
  },
  planted: { file: "truth/planted.csv", columns: ["isic_id", "fault", "kind", "other", "truth"] },
} as const;

export type TableName = keyof typeof tables;

/** What one image adds to the tables; a table it adds nothing to is absent. */
export interface ArchiveRows {
  metadata?: MetadataRow;
  concepts?: MetadataRow;
  requested: MetadataRow;
  planted?: (PlantedFault & { isic_id: string })[];
}

/** The rows of an image. `truth` is absent for a broken file, `measured` says what it was measured with. */
export function archiveRows(
  plan: ImagePlan,
  measured: PhantomParameters | undefined,
  truth: PhantomTruth | undefined,
): ArchiveRows {
  const ids = {
    isic_id: plan.isicId,
    lesion_id: plan.lesionId,
    patient_id: plan.patientId,
    archetype: plan.archetype,
    style: plan.parameters.style,
    view: plan.parameters.view.kind,
  };
  return {
    metadata: plan.metadata,
    ...(truth && measured
      ? { concepts: { ...ids, width: measured.width, height: measured.height, ...truthCells(truth) } }
      : {}),
    requested: { ...ids, ...requestedCells(plan.parameters) },
    ...(plan.planted.length > 0 ? { planted: plan.planted.map((fault) => ({ isic_id: plan.isicId, ...fault })) } : {}),
  };
}

function snakeCase(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

function round(value: number | boolean): number {
  return Math.round(Number(value) * 1e5) / 1e5;
}

function truthCells(truth: PhantomTruth): MetadataRow {
  return Object.fromEntries([
    ...outlineColumns.map((name) => [snakeCase(name), round(truth.outline[name])]),
    ...colourNames.map((name) => [`colour_${name}`, round(truth.colours[name])]),
    ...structureNames.map((name) => [name, round(truth.structures[name])]),
    ...artefactNames.map((name) => [name, round(truth.artefacts[name])]),
  ]);
}

function requestedCells(parameters: PhantomParameters): MetadataRow {
  const { outline, skin, view, colours, structures, artefacts } = parameters;
  return Object.fromEntries(
    [
      ["zoom", view.zoom],
      ["diameter", outline.diameter],
      ["aspect", outline.aspect],
      ["asymmetry_major", outline.asymmetryMajor],
      ["asymmetry_minor", outline.asymmetryMinor],
      ["irregularity", outline.irregularity],
      ["softness", outline.softness],
      ["satellites", outline.satellites],
      ["pigment", outline.pigment],
      ["skin_melanin", skin.melanin],
      ["skin_haemoglobin", skin.haemoglobin],
      ...colourNames.map((name) => [`colour_${name}`, colours[name]] as const),
      ...structureNames.map((name) => [name, structures[name]] as const),
      ...artefactNames.map((name) => [name, artefacts[name]] as const),
    ].map(([name, value]) => [name, round(value as number)]),
  );
}
