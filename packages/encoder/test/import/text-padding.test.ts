import { expect, test } from "vitest";
import { describeModel } from "../../src/import/describe-model.ts";
import { readOpenClipConfiguration } from "../../src/import/configuration/read-open-clip.ts";
import { textTowerGraph } from "../../src/import/graph/text-tower.ts";

const vision_cfg = { image_size: 32, layers: 1, width: 16, head_width: 8, patch_size: 8 };

test.each([
  ["the end token of a causal tower", {}, "longest"],
  ["the first token of a causal tower", { pool_type: "first" }, "longest"],
  ["a named end token of a causal tower", { pool_type: "eos" }, "longest"],
  ["the last token, which is padding in a short text", { pool_type: "last" }, "context_length"],
  ["a tower that sees the padding", { no_causal_mask: true }, "context_length"],
  ["a class token behind the padding", { embed_cls: true }, "context_length"],
])("rows of %s", (_, text, padding) => {
  const text_cfg = { width: 16, heads: 2, layers: 1, context_length: 20, ...text };
  const model_cfg = { embed_dim: 8, custom_text: true, vision_cfg, text_cfg };
  const configuration = readOpenClipConfiguration({ model_cfg });
  const described = describeModel("mine", configuration, { logitScale: 1, source: "a test" });
  expect(described.text).toMatchObject({ padding, context_length: 20 });
  const [ids] = textTowerGraph(configuration.text, 8, "text.onnx.data").build().inputs;
  expect(ids.dimensions).toEqual(["batch", padding === "longest" ? "length" : 20]);
});
