import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type TestService, openService } from "./support/service.ts";

let service: TestService;
beforeAll(async () => {
  service = await openService();
});
afterAll(() => service.close());

async function send(path: string, parts: readonly (readonly [string, string | File])[]) {
  const form = new FormData();
  for (const [name, value] of parts) form.append(name, value);
  const response = await service.app().request(path, { method: "POST", body: form });
  const { code, detail } = (await response.json()) as { code?: string; detail?: string };
  return { status: response.status, code, detail };
}

test.each([
  ["/v1/search/image", "search", "{}"],
  ["/v1/near-duplicates/image", "search", "{}"],
  ["/v1/classify/image", "classes", '{"classes":[{"name":"hair"},{"name":"blood"}]}'],
  ["/v1/classify/image", "probe", "kind"],
])("%s takes the image and %s once each, and is told so", async (path, name, value) => {
  const bytes = readFileSync(join(service.folder, "archive", "images", "ISIC_0000003.jpg"));
  const image = ["image", new File([bytes], "a.jpg")] as const;
  const twice = await send(path, [image, [name, value], [name, value]]);
  expect(twice).toEqual({
    status: 400,
    code: "invalid_input",
    detail: `form: ${name}: is there 2 times: send it once`,
  });
  const images = await send(path, [image, image, image]);
  expect(images).toMatchObject({ status: 400, detail: "form: image: is there 3 times: send it once" });
  expect(await send(path, [[name, value]])).toMatchObject({
    status: 400,
    detail: "form: image: a file is needed here",
  });
  expect(await send(path, [image, [`${name}[]`, value]])).toMatchObject({ status: 400, code: "invalid_input" });
});
