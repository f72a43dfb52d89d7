import { fillTemplate, templatesOf } from "@lesion-atlas/analysis";
import { percentile } from "../qdrant/percentile.ts";
import { load } from "./load.ts";
import { openPorts } from "./open-ports.ts";
import { setting } from "./setting.ts";

const blocks = 10;

/**
 * Whole requests of one client, and the same text encode and the same search alone on ports of this process, in blocks
 * that take turns.
 */
export async function oneClient(url: string, nextText: () => string) {
  const { store, encoder, close } = await openPorts();
  const [whole, encode, search]: number[][] = [[], [], []];
  const count = Math.ceil(setting.requests / blocks);

  async function alone(): Promise<void> {
    for (let n = 0; n < count; n++) {
      const text = nextText();
      const began = performance.now();
      const templates = templatesOf({ name: text, terms: [text] }, encoder.model);
      const [vector] = await encoder.encodeTexts(templates.map((template) => fillTemplate(template, text)));
      const encoded = performance.now();
      await store.search([{ vector, limit: setting.limit }]);
      encode.push(encoded - began);
      search.push(performance.now() - encoded);
    }
  }

  await alone();
  await load(url, 1, { requests: count }, nextText);
  for (const list of [encode, search]) list.length = 0;
  for (let block = 0; block < blocks; block++) {
    await alone();
    whole.push(...(await load(url, 1, { requests: count }, nextText)).answered);
  }
  await close();
  const [whole_ms, encode_ms, search_ms] = [whole, encode, search].map((list) => percentile(list, 50));
  return { whole_ms, encode_ms, search_ms, parts_ms: encode_ms + search_ms };
}
