import { hasShared } from "./shared.ts";
import { hasService } from "./services.ts";

/** Why a test may be skipped, and whether that reason holds on this machine. Anything else fails in CI. */
export const knownSkips: readonly { reason: RegExp; holds: boolean }[] = [
  { reason: /^\.\.\/shared is not here$/, holds: !hasShared },
  { reason: /^no Redis$/, holds: !hasService("redis") },
];
