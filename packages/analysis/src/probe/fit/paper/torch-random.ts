/** PyTorch's random numbers on a CPU: MT19937 (Matsumoto and Nishimura 1998) as `torch.manual_seed` starts it. */
export interface TorchRandom {
  /** The next 32 bits. */
  next(): number;
  /** What `tensor.uniform_(-bound, bound)` writes into float32. */
  uniform(count: number, bound: number): Float32Array;
  /** What `torch.randperm(count)` gives, for count below 2^32 / 20. */
  permutation(count: number): Int32Array;
}

const size = 624;
const shift = 397;

/** @param seed its lower 32 bits count, as in PyTorch */
export function createTorchRandom(seed: number): TorchRandom {
  const state = new Uint32Array(size);
  state[0] = seed % 2 ** 32;
  for (let i = 1; i < size; i += 1) {
    const before = state[i - 1] ^ (state[i - 1] >>> 30);
    state[i] = Math.imul(1812433253, before) + i;
  }
  let place = size;

  function next(): number {
    if (place === size) {
      for (let i = 0; i < size; i += 1) {
        const mixed = (state[i] & 0x80000000) | (state[(i + 1) % size] & 0x7fffffff);
        state[i] = state[(i + shift) % size] ^ (mixed >>> 1) ^ (mixed & 1 ? 0x9908b0df : 0);
      }
      place = 0;
    }
    let word = state[place];
    place += 1;
    word ^= word >>> 11;
    word ^= (word << 7) & 0x9d2c5680;
    word ^= (word << 15) & 0xefc60000;
    return (word ^ (word >>> 18)) >>> 0;
  }

  return {
    next,
    uniform(count, bound) {
      const low = Math.fround(-bound);
      const range = Math.fround(Math.fround(bound) - low);
      return Float32Array.from({ length: count }, () => Math.fround(((next() & 0xffffff) / 2 ** 24) * range) + low);
    },
    permutation(count) {
      const order = Int32Array.from({ length: count }, (_, i) => i);
      for (let i = 0; i < count - 1; i += 1) {
        const other = i + (next() % (count - i));
        [order[i], order[other]] = [order[other], order[i]];
      }
      return order;
    },
  };
}
