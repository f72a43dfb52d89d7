import { type Algebra, createAlgebra } from "../algebra/algebra.ts";
import { inverseFactor } from "../algebra/inverse-factor.ts";
import { pairsAbove } from "../algebra/pairs.ts";
import { rankRows } from "../algebra/rank-rows.ts";
import { createTopK } from "../algebra/top-k.ts";
import { type ModelSession, createSession } from "../session/model-session.ts";
import type { LaneOperation, LaneReplies, LaneRequest, LaneRequests, ModelReference } from "./protocol.ts";

type Handlers = { [Operation in LaneOperation]: (request: LaneRequests[Operation]) => Promise<LaneReplies[Operation]> };

/** What a lane's thread does with its requests; a session is opened when it is first needed. */
export interface LaneOperations {
  perform(request: LaneRequest): Promise<LaneReplies[LaneOperation]>;
}

/** @param threads of each session that does not say */
export function createLaneOperations(threads: number): LaneOperations {
  const sessions = new Map<number, Promise<ModelSession>>();
  let algebra: Promise<Algebra> | undefined;
  const useAlgebra = () => (algebra ??= createAlgebra({ threads }));
  let products = new Float32Array(0);

  function useModel({ id, source, options }: ModelReference): Promise<ModelSession> {
    let session = sessions.get(id);
    if (!session) {
      // onnxruntime reads no graph from shared memory: `slice` makes an ordinary copy.
      const settings = { ...options, threads: options.threads ?? threads };
      session = createSession(typeof source === "string" ? source : source.slice(), settings);
      session.catch(() => sessions.delete(id));
      sessions.set(id, session);
    }
    return session;
  }

  const handlers: Handlers = {
    load: async ({ model }) => (await useModel(model)).signature,
    run: async ({ model, feeds }) => (await useModel(model)).run(feeds),
    async release({ id }) {
      const session = sessions.get(id);
      sessions.delete(id);
      await (await session)?.close();
      return undefined;
    },
    gemm: async ({ left, right }) => (await useAlgebra()).gemm(left, right),
    async rank({ queries, rows, firstRow, limit, minimum, allowed }) {
      const selections = Array.from({ length: queries.rows }, () => createTopK({ limit, minimum }));
      const masks = allowed && selections.map(() => allowed);
      await rankRows(await useAlgebra(), queries, [{ rows, firstRow, allowed: masks }], selections);
      return selections.map((selection) => selection.ranking());
    },
    async pairs({ minimum, ...block }) {
      const length = block.left.rows * block.right.rows;
      if (products.length < length) products = new Float32Array(length);
      return pairsAbove(await useAlgebra(), block, minimum, products);
    },
    factor: async ({ matrix, order }) => inverseFactor(matrix, order),
    async close() {
      for (const session of await Promise.allSettled([...sessions.values(), ...(algebra ? [algebra] : [])])) {
        if (session.status === "fulfilled") await session.value.close();
      }
      return undefined;
    },
  };

  return {
    perform(request) {
      const handler = handlers[request.operation] as (request: LaneRequest) => Promise<LaneReplies[LaneOperation]>;
      return handler(request);
    },
  };
}
