import type { CallOptions, Lane } from "./options.ts";

/** A unit-length vector of `model.dimensions` float32 components. */
export type Embedding = Float32Array;

/** One image as the image tower takes it: planar float32, shape [3, size, size], already normalised. */
export type ImageTensor = Float32Array;

/** An encoder with its weights, precision and preprocessing. Vectors of two fingerprints never meet in one search. */
export interface Model {
  /** The name the user gave it (`--id`). */
  readonly id: string;
  /** SHA-256, hex, of the model's files and settings. */
  readonly fingerprint: string;
  readonly dimensions: number;
  /** Multiplies cosines before a softmax; 1 / temperature. 100 for a trained CLIP. */
  readonly logitScale: number;
  /** Prompt templates with one `{}` each; empty means the defaults of `analysis`. */
  readonly templates: readonly string[];
  /** False for image-only models, which are indexed and probed but cannot be asked for words. */
  readonly hasText: boolean;
  /** SPDX id or a short phrase; undefined where the model's folder does not say. */
  readonly license?: string;
  /** A sentence that every answer of the model carries, such as what it is not good enough for. */
  readonly remark?: string;
}

/** What one decoding of an image gives: the tensor and the facts of its record. */
export interface PreprocessedImage {
  tensor: ImageTensor;
  /** Pixels, as stored in the file (EXIF orientation not applied). */
  width: number;
  height: number;
  /** 64-bit DCT perceptual hash, 16 hex digits. */
  perceptualHash: string;
}

/** The port that turns images and words into vectors of one model. */
export interface Encoder {
  readonly model: Model;
  /** Images that it encodes in one go: batches of a multiple leave no small rest. Undefined where that does not matter. */
  readonly imagesARun?: number;
  /**
   * @param options.limitMs ends the work on the image after this time, waiting for its turn not counted; none unless given
   * @throws AppError `image_unreadable` for bytes that are no image we can decode, or that take longer, with the reason.
   */
  preprocess(imageBytes: Uint8Array, options?: CallOptions & { limitMs?: number }): Promise<PreprocessedImage>;
  /** @returns one unit vector an image, in order. @throws AppError `cancelled` between batches. */
  encodeImages(batch: readonly ImageTensor[], options?: CallOptions & { lane?: Lane }): Promise<Embedding[]>;
  /** @returns one unit vector a text, in order. @throws AppError `unsupported` for an image-only model. */
  encodeTexts(batch: readonly string[], options?: CallOptions & { lane?: Lane }): Promise<Embedding[]>;
  close(): Promise<void>;
}
