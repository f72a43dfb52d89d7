/** Dermoscopic structures that can be drawn; each amount is 0 (absent) to 1 (extreme). */
export const structureNames = [
  "network_typical",
  "network_atypical",
  "negative_network",
  "globules",
  "dots",
  "streaks",
  "blue_whitish_veil",
  "regression",
  "milia_like_cysts",
  "comedo_like_openings",
  "leaf_like_areas",
  "dotted_vessels",
  "arborising_vessels",
  "lacunae",
  "ulceration",
  "scale",
  "crust",
] as const;
export type StructureName = (typeof structureNames)[number];

/** What lies between lesion and lens. */
export const artefactNames = [
  "hair_thin",
  "hair_thick",
  "ruler",
  "ink",
  "gel_bubbles",
  "sticker",
  "black_corner",
  "flash_reflection",
] as const;
export type ArtefactName = (typeof artefactNames)[number];

/** The six colours of the ABCD rule. */
export const colourNames = ["light_brown", "dark_brown", "black", "red", "white", "blue_grey"] as const;
export type ColourName = (typeof colourNames)[number];

/**
 * The layers of a mask file in the order of their bits (bit 0 first). Never reorder: stored masks depend on it.
 */
export const maskNames = ["lesion", "satellites", ...structureNames, ...artefactNames] as const;
export type MaskName = (typeof maskNames)[number];
