import { researchNotice } from "@lesion-atlas/analysis";

/** The head of /openapi.json. @param server the path under which the app is mounted, `/` at the root */
export function openApiHead(server: string, access: "keys" | "open") {
  return {
    openapi: "3.1.0",
    info: {
      title: "Lesion Atlas",
      version: "1",
      description: `Search an archive of skin-lesion photographs by words and by image. ${researchNotice}`,
      license: { name: "MIT", identifier: "MIT" },
    },
    servers: [{ url: server }],
    ...(access === "keys" ? { security: [{ key: [] }] } : {}),
  };
}
