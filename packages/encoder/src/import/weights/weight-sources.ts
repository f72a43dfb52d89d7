/** Where the values of one planned weight come from. */
export interface WeightSource {
  /** Tensors of the checkpoint, put one below the other. */
  readonly tensors: readonly string[];
  /** Whether the checkpoint has the matrix with rows and columns exchanged. */
  readonly transposed?: boolean;
}

/** From a weight's name in open_clip's naming to its tensors in the checkpoint. */
export type WeightSources = (name: string) => WeightSource;
