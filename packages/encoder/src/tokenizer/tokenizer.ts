/** Turns words into the ids that a model's text tower takes. */
export interface Tokenizer {
  /** The most ids that `encode` returns for one text. */
  readonly contextLength: number;
  /** What a batch is padded with, to the right. */
  readonly padToken: number;
  /**
   * @param texts any strings, also empty ones.
   * @returns for each text its ids from the begin to the end token, not padded, at most `contextLength`; a longer text is
   *   cut and keeps its end token.
   */
  encode(texts: readonly string[]): Int32Array[];
}
