import { damaged } from "./pickle-machine.ts";
import { unpickle } from "./unpickle.ts";

/** What a pickle of plain values holds, as JSON would: tuples and sets are arrays, dicts objects. */
export type PlainValue = null | boolean | number | string | PlainValue[] | { [key: string]: PlainValue };

const deepest = 64;
/** A small pickle that refers to its own lists again and again stands for a boundless tree. */
const mostValues = 2_000_000;

/**
 * Reads a pickle of plain values (None, booleans, numbers, strings, lists, tuples, sets, dicts whose keys are strings or
 * numbers), such as a split that is kept as a dict of class name and image paths.
 *
 * @throws AppError `model_invalid` for a pickle that holds anything else, is nested deeper than 64, stands for more than
 * two million values or is damaged
 */
export function readPlainPickle(bytes: Uint8Array): PlainValue {
  let values = 0;

  function plain(value: unknown, depth: number): PlainValue {
    if (depth > deepest) throw damaged(`it is nested deeper than ${deepest}`);
    if (++values > mostValues) throw damaged(`it stands for more than ${mostValues} values`);
    if (value instanceof Map) return plainObject(value, depth);
    if (Array.isArray(value)) return value.map((member) => plain(member, depth + 1));
    if (value instanceof Set) return plain([...value], depth);
    if (value === null || ["boolean", "number", "string"].includes(typeof value)) return value as PlainValue;
    throw damaged("it holds values that are not plain");
  }

  function plainObject(dict: ReadonlyMap<unknown, unknown>, depth: number): PlainValue {
    const entries = Array.from(dict, ([key, member]) => {
      if (typeof key !== "string" && typeof key !== "number") throw damaged("it has a key that is no string or number");
      return [String(key), plain(member, depth + 1)] as const;
    });
    return Object.fromEntries(entries);
  }

  return plain(unpickle(bytes).value, 0);
}
