import { AppError, type Encoder, type ImageTensor, type Model } from "@lesion-atlas/core";
import sharp from "sharp";

/** An image's own pixels, shrunk to a square of `side`, as its vector: a small encoder that needs no weights. */
export function createPixelEncoder(side: 4 | 8 = 8): Encoder {
  const model: Model = {
    id: `pixels-${side}`,
    fingerprint: String(side).repeat(64),
    dimensions: 3 * side * side + 1,
    logitScale: 100,
    templates: [],
    hasText: false,
  };
  return {
    model,
    async preprocess(imageBytes) {
      try {
        const image = sharp(imageBytes, { limitInputPixels: 100_000_000 });
        const { width, height } = await image.metadata();
        const squeezed = (size: number) =>
          image.clone().removeAlpha().toColourspace("srgb").resize(size, size, { fit: "fill" }).raw().toBuffer();
        const pixels = await squeezed(side);
        const red = (await squeezed(8)).filter((_, index) => index % 3 === 0);
        const bits = Array.from(red, (level) => (level > red[0] ? "1" : "0")).join("");
        const perceptualHash = BigInt(`0b${bits}`).toString(16).padStart(16, "0");
        return { tensor: Float32Array.from(pixels, (level) => level / 255), width, height, perceptualHash };
      } catch (error) {
        const [reason] = String(error).split("\n");
        throw new AppError("image_unreadable", `the file cannot be decoded: ${reason}`, { cause: error });
      }
    },
    encodeImages: async (batch) => batch.map(unitVector),
    async encodeTexts() {
      throw new AppError("unsupported", `the model ${model.id} has no text tower`);
    },
    async close() {},
  };
}

function unitVector(tensor: ImageTensor): Float32Array {
  const components = [...tensor, 1];
  const length = Math.hypot(...components);
  return Float32Array.from(components, (component) => component / length);
}
