/** Bands that subgroup results are told for, in years; ISIC's ages are multiples of 5, capped at 85. */
export function ageBand(age: number): string {
  if (age < 30) return "under 30";
  if (age < 45) return "30 to 44";
  if (age < 60) return "45 to 59";
  return age < 75 ? "60 to 74" : "75 and over";
}
