import type { Encoder } from "@lesion-atlas/core";
import { createPixelEncoder } from "../../../../test/indexing/support/pixel-encoder.ts";

/** The pixel encoder, which waits while it is held. */
export function createHeldEncoder(): { encoder: Encoder; hold(held: boolean): void } {
  const encoder = createPixelEncoder();
  let gate: PromiseWithResolvers<void> | undefined;
  return {
    encoder: {
      ...encoder,
      async encodeImages(batch, options) {
        await gate?.promise;
        return encoder.encodeImages(batch, options);
      },
    },
    hold(held) {
      gate?.resolve();
      gate = held ? Promise.withResolvers() : undefined;
    },
  };
}
