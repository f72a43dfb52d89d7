/** How far a migration has come; each part begins at 0. */
export interface MigrationProgress {
  /** `images` brings records, fields and the first model's vectors; `vectors` those of a further model. */
  part: "images" | "vectors" | "documents" | "check";
  /** Id of the model, for `vectors`. */
  model?: string;
  done: number;
  /** Unknown for documents. */
  total?: number;
  /** Of those done, what was there already. */
  unchanged: number;
}
