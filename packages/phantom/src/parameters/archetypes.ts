import type { ColourName, StructureName } from "./names.ts";
import type { OutlineParameters } from "./parameters.ts";

export type Range = readonly [low: number, high: number];

/** A feature of a diagnosis: how often it is there, and how much of it then. */
export type Likely = readonly [probability: number, low: number, high: number];

/** What lesions of one diagnosis are like. Features are likely, never certain. */
export interface Archetype {
  name: string;
  /** Share among lesions. */
  weight: number;
  diagnosis: readonly [string, string, string];
  melanocytic: boolean;
  age: Range;
  /** More often on the head (0) or the trunk and limbs (1). */
  covered: number;
  outline: Partial<Record<keyof OutlineParameters, Range>>;
  colours: Partial<Record<ColourName, Likely>>;
  structures: Partial<Record<StructureName, Likely>>;
}

const benignMelanocytic = "Benign melanocytic proliferations";
const benignEpidermal = "Benign epidermal proliferations";

/** The diagnoses that phantoms are drawn from, in the ISIC Archive's own words. */
export const archetypes: readonly Archetype[] = [
  {
    name: "naevus",
    weight: 0.34,
    diagnosis: ["Benign", benignMelanocytic, "Nevus"],
    melanocytic: true,
    age: [10, 60],
    covered: 0.85,
    outline: {
      diameter: [0.2, 0.7],
      aspect: [0.65, 1],
      asymmetryMajor: [0, 0.3],
      asymmetryMinor: [0, 0.25],
      irregularity: [0.08, 0.4],
      softness: [0.012, 0.05],
      pigment: [0.6, 2],
    },
    colours: {
      light_brown: [0.5, 0.2, 0.6],
      dark_brown: [0.4, 0.15, 0.5],
      red: [0.1, 0.1, 0.3],
      white: [0.05, 0.05, 0.15],
    },
    structures: {
      network_typical: [0.62, 0.3, 1],
      globules: [0.32, 0.25, 0.9],
      dots: [0.2, 0.1, 0.5],
      milia_like_cysts: [0.05, 0.1, 0.3],
      network_atypical: [0.06, 0.2, 0.5],
    },
  },
  {
    name: "dysplastic naevus",
    weight: 0.1,
    diagnosis: ["Benign", benignMelanocytic, "Nevus, Atypical, Dysplastic, or Clark"],
    melanocytic: true,
    age: [20, 65],
    covered: 0.92,
    outline: {
      diameter: [0.35, 0.9],
      aspect: [0.55, 0.95],
      asymmetryMajor: [0.1, 0.6],
      asymmetryMinor: [0.1, 0.5],
      irregularity: [0.25, 0.65],
      softness: [0.015, 0.06],
      pigment: [0.7, 2],
    },
    colours: {
      light_brown: [0.6, 0.2, 0.5],
      dark_brown: [0.6, 0.2, 0.5],
      red: [0.3, 0.1, 0.4],
      blue_grey: [0.1, 0.05, 0.15],
    },
    structures: {
      network_typical: [0.35, 0.3, 0.9],
      network_atypical: [0.5, 0.3, 0.9],
      globules: [0.4, 0.2, 0.8],
      dots: [0.3, 0.2, 0.6],
      regression: [0.12, 0.1, 0.4],
    },
  },
  {
    name: "blue naevus",
    weight: 0.03,
    diagnosis: ["Benign", benignMelanocytic, "Nevus, Blue"],
    melanocytic: true,
    age: [15, 70],
    covered: 0.6,
    outline: {
      diameter: [0.18, 0.5],
      aspect: [0.7, 1],
      irregularity: [0.05, 0.25],
      softness: [0.025, 0.06],
      pigment: [0.3, 0.8],
    },
    colours: { blue_grey: [1, 0.85, 1], white: [0.2, 0.05, 0.2] },
    structures: { blue_whitish_veil: [0.15, 0.3, 0.9] },
  },
  {
    name: "Spitz/Reed naevus",
    weight: 0.03,
    diagnosis: ["Benign", benignMelanocytic, "Nevus, Spitz"],
    melanocytic: true,
    age: [5, 40],
    covered: 0.8,
    outline: {
      diameter: [0.2, 0.5],
      aspect: [0.75, 1],
      irregularity: [0.1, 0.35],
      softness: [0.01, 0.03],
      pigment: [1.6, 3],
    },
    colours: { black: [0.6, 0.3, 0.8], dark_brown: [0.6, 0.3, 0.8], red: [0.2, 0.3, 0.8] },
    structures: {
      streaks: [0.8, 0.5, 1],
      globules: [0.3, 0.3, 0.9],
      dotted_vessels: [0.2, 0.3, 0.8],
      negative_network: [0.2, 0.3, 0.8],
      blue_whitish_veil: [0.15, 0.2, 0.5],
    },
  },
  {
    name: "melanoma",
    weight: 0.13,
    diagnosis: ["Malignant", "Malignant melanocytic proliferations (Melanoma)", "Melanoma Invasive"],
    melanocytic: true,
    age: [30, 85],
    covered: 0.8,
    outline: {
      diameter: [0.4, 1.15],
      aspect: [0.5, 0.95],
      asymmetryMajor: [0.2, 1],
      asymmetryMinor: [0.2, 1],
      irregularity: [0.4, 1],
      softness: [0.006, 0.05],
      pigment: [0.8, 2.6],
    },
    colours: {
      light_brown: [0.5, 0.15, 0.5],
      dark_brown: [0.75, 0.2, 0.6],
      black: [0.5, 0.1, 0.5],
      red: [0.4, 0.1, 0.4],
      white: [0.25, 0.05, 0.25],
      blue_grey: [0.45, 0.1, 0.4],
    },
    structures: {
      network_atypical: [0.6, 0.35, 1],
      negative_network: [0.2, 0.2, 0.7],
      globules: [0.45, 0.2, 0.9],
      dots: [0.45, 0.2, 0.9],
      streaks: [0.4, 0.15, 0.6],
      blue_whitish_veil: [0.5, 0.2, 1],
      regression: [0.4, 0.2, 0.9],
      dotted_vessels: [0.25, 0.2, 0.8],
      ulceration: [0.12, 0.1, 0.6],
      milia_like_cysts: [0.06, 0.1, 0.3],
    },
  },
  {
    name: "basal cell carcinoma",
    weight: 0.11,
    diagnosis: ["Malignant", "Malignant adnexal epithelial proliferations - Follicular", "Basal cell carcinoma"],
    melanocytic: false,
    age: [45, 85],
    covered: 0.35,
    outline: {
      diameter: [0.3, 0.95],
      aspect: [0.55, 0.95],
      asymmetryMajor: [0.1, 0.7],
      asymmetryMinor: [0.1, 0.6],
      irregularity: [0.3, 0.8],
      softness: [0.03, 0.08],
      pigment: [0.05, 0.35],
    },
    colours: {
      red: [0.85, 0.35, 0.85],
      white: [0.4, 0.1, 0.4],
      blue_grey: [0.25, 0.05, 0.25],
      light_brown: [0.2, 0.1, 0.3],
    },
    structures: {
      arborising_vessels: [0.7, 0.25, 1],
      leaf_like_areas: [0.4, 0.2, 1],
      ulceration: [0.35, 0.15, 0.8],
      crust: [0.2, 0.15, 0.7],
      milia_like_cysts: [0.12, 0.1, 0.4],
      scale: [0.15, 0.2, 0.6],
      dotted_vessels: [0.1, 0.2, 0.5],
    },
  },
  {
    name: "seborrheic keratosis",
    weight: 0.1,
    diagnosis: ["Benign", benignEpidermal, "Seborrheic keratosis"],
    melanocytic: false,
    age: [40, 85],
    covered: 0.65,
    outline: {
      diameter: [0.3, 1],
      aspect: [0.55, 1],
      asymmetryMajor: [0, 0.5],
      asymmetryMinor: [0, 0.5],
      irregularity: [0.15, 0.55],
      softness: [0.005, 0.02],
      pigment: [0.5, 2.2],
    },
    colours: {
      light_brown: [0.5, 0.2, 0.6],
      dark_brown: [0.5, 0.2, 0.6],
      black: [0.1, 0.1, 0.4],
      blue_grey: [0.15, 0.1, 0.3],
      white: [0.2, 0.05, 0.2],
    },
    structures: {
      milia_like_cysts: [0.7, 0.25, 1],
      comedo_like_openings: [0.6, 0.25, 1],
      scale: [0.15, 0.15, 0.5],
      crust: [0.1, 0.1, 0.4],
      network_typical: [0.06, 0.2, 0.5],
    },
  },
  {
    name: "solar lentigo",
    weight: 0.05,
    diagnosis: ["Benign", benignEpidermal, "Solar lentigo"],
    melanocytic: false,
    age: [45, 85],
    covered: 0.25,
    outline: {
      diameter: [0.35, 1.1],
      aspect: [0.5, 0.95],
      asymmetryMajor: [0.1, 0.7],
      asymmetryMinor: [0.1, 0.7],
      irregularity: [0.4, 1],
      softness: [0.006, 0.025],
      pigment: [0.3, 0.95],
    },
    colours: { light_brown: [0.8, 0.4, 0.9] },
    structures: { network_typical: [0.3, 0.2, 0.6], milia_like_cysts: [0.08, 0.1, 0.3], scale: [0.05, 0.1, 0.3] },
  },
  {
    name: "angioma",
    weight: 0.04,
    diagnosis: ["Benign", "Benign soft tissue proliferations - Vascular", "Hemangioma"],
    melanocytic: false,
    age: [20, 80],
    covered: 0.85,
    outline: {
      diameter: [0.15, 0.6],
      aspect: [0.65, 1],
      irregularity: [0.08, 0.4],
      softness: [0.006, 0.025],
      pigment: [0.02, 0.15],
    },
    colours: { red: [0.95, 0.75, 1], blue_grey: [0.25, 0.1, 0.4], white: [0.2, 0.05, 0.15] },
    structures: { lacunae: [0.92, 0.4, 1], crust: [0.08, 0.1, 0.3] },
  },
  {
    name: "dermatofibroma",
    weight: 0.04,
    diagnosis: ["Benign", "Benign soft tissue proliferations - Fibro-histiocytic", "Dermatofibroma"],
    melanocytic: false,
    age: [20, 65],
    covered: 0.97,
    outline: {
      diameter: [0.35, 0.85],
      aspect: [0.75, 1],
      irregularity: [0.1, 0.4],
      softness: [0.04, 0.08],
      pigment: [0.35, 0.8],
    },
    colours: { light_brown: [0.5, 0.3, 0.7], red: [0.35, 0.1, 0.4], white: [0.6, 0.1, 0.3] },
    structures: {
      network_typical: [0.6, 0.2, 0.6],
      regression: [0.3, 0.1, 0.4],
      dotted_vessels: [0.2, 0.1, 0.4],
      scale: [0.1, 0.1, 0.3],
    },
  },
  {
    name: "actinic keratosis",
    weight: 0.05,
    diagnosis: ["Indeterminate", "Indeterminate epidermal proliferations", "Solar or actinic keratosis"],
    melanocytic: false,
    age: [50, 85],
    covered: 0.15,
    outline: {
      diameter: [0.35, 1],
      aspect: [0.5, 0.95],
      asymmetryMajor: [0.1, 0.7],
      asymmetryMinor: [0.1, 0.6],
      irregularity: [0.4, 0.9],
      softness: [0.05, 0.08],
      pigment: [0.05, 0.4],
    },
    colours: { red: [0.9, 0.5, 1], light_brown: [0.25, 0.1, 0.4], white: [0.2, 0.05, 0.2] },
    structures: { scale: [0.75, 0.25, 1], dotted_vessels: [0.35, 0.2, 0.7], crust: [0.3, 0.1, 0.5] },
  },
  {
    name: "squamous cell carcinoma",
    weight: 0.03,
    diagnosis: ["Malignant", "Malignant epidermal proliferations", "Squamous cell carcinoma, Invasive"],
    melanocytic: false,
    age: [55, 85],
    covered: 0.3,
    outline: {
      diameter: [0.4, 1],
      aspect: [0.6, 1],
      asymmetryMajor: [0.1, 0.6],
      asymmetryMinor: [0.1, 0.6],
      irregularity: [0.3, 0.8],
      softness: [0.02, 0.07],
      pigment: [0.05, 0.4],
    },
    colours: { red: [0.9, 0.5, 1], white: [0.5, 0.15, 0.5] },
    structures: {
      scale: [0.6, 0.3, 1],
      crust: [0.6, 0.3, 1],
      ulceration: [0.4, 0.2, 0.9],
      dotted_vessels: [0.4, 0.2, 0.8],
    },
  },
];
