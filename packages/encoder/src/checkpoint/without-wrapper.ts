import type { StoredTensor } from "./stored-tensor.ts";

const wrapper = "module.";

/** Tensors by name, without the `module.` that `DistributedDataParallel` puts before each. */
export function withoutWrapper(tensors: readonly StoredTensor[]): Map<string, StoredTensor> {
  const wrapped = tensors.every(({ name }) => name.startsWith(wrapper));
  return new Map(
    tensors.map((tensor) => {
      const name = wrapped ? tensor.name.slice(wrapper.length) : tensor.name;
      return [name, { ...tensor, name }];
    }),
  );
}
