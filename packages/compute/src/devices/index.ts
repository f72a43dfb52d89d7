export * from "./device-remedy.ts";
export * from "./probe-device.ts";
