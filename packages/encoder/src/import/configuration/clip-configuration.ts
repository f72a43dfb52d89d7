import type { PreprocessingSettings } from "../../preprocess/settings.ts";
import type { TextCleaning } from "../../tokenizer/clean-text.ts";

/** `gelu` is exact, `gelu_tanh` its usual approximation, `quick_gelu` x * sigmoid(1.702 x) as OpenAI's CLIP has it. */
export type Activation = "gelu" | "gelu_tanh" | "quick_gelu";

/** A stack of pre-norm blocks: attention, then a perceptron of one hidden layer. */
export interface TransformerShape {
  readonly width: number;
  readonly layers: number;
  readonly heads: number;
  readonly hiddenWidth: number;
  readonly activation: Activation;
  /** Of every layer normalisation in the tower. */
  readonly epsilon: number;
  /** Whether each residual branch is multiplied by a vector of its own. */
  readonly layerScale: boolean;
}

/** A vision transformer of open_clip 3.3.0 or transformers, with what changes its result. */
export interface ImageTower {
  /** Side of the square in pixels. */
  readonly imageSize: number;
  /** Side of a patch in pixels. */
  readonly patchSize: number;
  readonly transformer: TransformerShape;
  /** Whether tokens are normalised before the first block. */
  readonly normalisedBefore: boolean;
  /** The class token, or the mean of all others. */
  readonly pooling: "token" | "average";
  /** Whether the last normalisation comes behind the pooling. */
  readonly normalisedAfterPooling: boolean;
  /** Learned queries attend to the tokens; the pooling is then over the queries. */
  readonly attentionPool?: { readonly queries: number; readonly heads: number };
}

/** Which position of the text is its embedding. `largest`: the first with the greatest id; `id`: the first with that id. */
export type TextPooling =
  | { readonly kind: "largest" | "first" | "last" }
  | { readonly kind: "id"; readonly id: number };

export interface TextTower {
  readonly contextLength: number;
  readonly vocabularySize: number;
  readonly transformer: TransformerShape;
  /** Whether a position sees only those before it. */
  readonly causal: boolean;
  readonly pooling: TextPooling;
  /** A learned token behind the text, whose position is the embedding (it goes before `pooling`); it does not see `padToken`. */
  readonly classToken?: { readonly padToken: number };
  /** An id that counts as 0, as open_clip's `strip_sep_token` makes it of a tokenizer's separator. */
  readonly blankedToken?: number;
  /** `linear` has a bias. */
  readonly projection: "matrix" | "linear" | "none";
}

/** CLIP's own vocabulary, or a `tokenizer.json` that must lie beside the checkpoint. */
export type TokenizerChoice =
  | { readonly kind: "clip"; readonly cleaning?: TextCleaning }
  | { readonly kind: "file"; readonly cleaning: TextCleaning; readonly blanksSeparator?: boolean };

/** Everything that a checkpoint's configuration says, whoever wrote it. */
export interface ClipConfiguration {
  /** How the checkpoint names its weights. */
  readonly naming: "open_clip" | "transformers";
  /** Components of an embedding. */
  readonly dimensions: number;
  readonly image: ImageTower;
  readonly text: TextTower;
  readonly tokenizer: TokenizerChoice;
  readonly preprocessing: PreprocessingSettings;
}
