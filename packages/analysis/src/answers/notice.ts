/** Said on every surface (DOMAIN.md, 9). */
export const researchNotice =
  "Research use only; not a medical device; not for diagnosis or triage; " +
  "similarity scores are not probabilities of disease.";
