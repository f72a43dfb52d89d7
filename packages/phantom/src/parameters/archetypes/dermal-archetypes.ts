import type { Archetype } from "./archetype.ts";

/** Vascular and fibrous lesions. */
export const dermalArchetypes: readonly Archetype[] = [
  {
    name: "angioma",
    weight: 0.04,
    diagnosis: ["Benign", "Benign soft tissue proliferations - Vascular", "Hemangioma"],
    melanocytic: false,
    age: [20, 80],
    covered: 0.85,
    outline: {
      diameter: [0.22, 0.7],
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
];
