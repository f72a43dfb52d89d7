import { lengthOf } from "../../rules/vector-length.ts";

/**
 * What a query is multiplied by before it is sent, so that its length is near 1: Qdrant gives a query's components the
 * bytes of the stored ones', and cuts off what lies beyond their range (`encode_int8_query` in its `lib/quantization`); a
 * presence query is ten times as long. A power of two, so that nothing is rounded.
 */
export function queryScale(vector: Float32Array): number {
  return 2 ** -Math.round(Math.log2(lengthOf(vector)));
}
