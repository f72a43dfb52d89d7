import { AppError } from "@lesion-atlas/core";

const loopback = ["127.0.0.1", "localhost", "::1"];

/**
 * Without keys, the service listens to this machine alone.
 *
 * @throws AppError `invalid_input` for another address while there is no key
 */
export function checkAddress(host: string, hasKeys: boolean): void {
  if (hasKeys || loopback.includes(host)) return;
  throw new AppError(
    "invalid_input",
    `${host} can be reached from other machines, and no key protects it: make one with lesion keys create NAME, or serve on 127.0.0.1`,
  );
}
