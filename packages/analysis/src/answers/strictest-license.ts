import { z } from "zod";

/** The licence of a set of images: its strictest one (DOMAIN.md, 1). */
export const setLicenseSchema = z.object({
  /** Absent where no image says one. */
  strictest: z.string().optional(),
  /** Images that say none: nothing may be taken for granted of these. */
  unstated: z.int(),
});

export type SetLicense = z.infer<typeof setLicenseSchema>;

/** From free to strict. */
const order = ["CC-0", "CC-BY", "CC-BY-NC"];

/** The strictest licence among some images; one that is not the ISIC Archive's counts as stricter than all of these. */
export function strictestLicense(licenses: readonly (string | undefined)[]): SetLicense {
  let strictest: string | undefined;
  let unstated = 0;
  for (const license of licenses) {
    if (license === undefined) unstated += 1;
    else if (strictest === undefined || rank(license) > rank(strictest)) strictest = license;
  }
  return { strictest, unstated };
}

function rank(license: string): number {
  const at = order.indexOf(license);
  return at < 0 ? order.length : at;
}
