import type { InferResponseType } from "hono/client";
import { service } from "./service.ts";

export type UsedModel = InferResponseType<typeof service.v1.models.$get, 200>["models"][number];

/** The model that answers. @throws ServiceProblem */
export async function modelInUse({ signal }: { signal: AbortSignal }): Promise<UsedModel | undefined> {
  const response = await service.v1.models.$get(undefined, { init: { signal } });
  const { models } = (await response.json()) as { models: UsedModel[] };
  return models.find(({ in_use }) => in_use);
}
