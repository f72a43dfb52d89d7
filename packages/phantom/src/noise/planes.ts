/** Lends zeroed float planes of one size and takes them all back at once, so that a long run allocates nothing. */
export interface PlanePool {
  /** A zeroed plane of `length` values. */
  take(): Float32Array;
  /** Every plane taken so far may be lent again. */
  releaseAll(): void;
}

/** Opens a pool for planes of `length` values. */
export function createPlanePool(length: number): PlanePool {
  const planes: Float32Array[] = [];
  let lent = 0;
  return {
    take: () => {
      if (lent === planes.length) {
        lent++;
        const fresh = new Float32Array(length);
        planes.push(fresh);
        return fresh;
      }
      return planes[lent++].fill(0);
    },
    releaseAll: () => {
      lent = 0;
    },
  };
}
