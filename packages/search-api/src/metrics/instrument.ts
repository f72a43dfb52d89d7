import { type Catalog, type Encoder, type VectorStore, asAppError } from "@lesion-atlas/core";

/** Is told when a call of a port begins, and by the function that it gives back how the call ended. */
export interface PortObserver {
  /** @returns called once with `ok` or the code of the error */
  beginCall(port: string, call: string): (outcome: string) => void;
}

/** The same port, each asynchronous call observed; the adapter knows nothing of it. */
export function instrument<Port extends VectorStore | Encoder | Catalog>(
  port: Port,
  name: "store" | "model" | "catalog",
  observer: PortObserver,
): Port {
  return new Proxy(port, {
    get(target, property, receiver) {
      const value: unknown = Reflect.get(target, property, receiver);
      // Pages of a scan or a list are read as the caller goes on: they are no call with an end.
      if (typeof value !== "function" || ["scan", "list", "close"].includes(String(property))) return value;
      return (...words: unknown[]) => {
        const done = observer.beginCall(name, String(property));
        const answered: unknown = value.apply(target, words);
        if (!(answered instanceof Promise)) return answered;
        answered.then(
          () => done("ok"),
          (error: unknown) => done(asAppError(error).code),
        );
        return answered;
      };
    },
  });
}
