/** The pickle of a state dict takes some hundred bytes a tensor. */
export const longestPickleBytes = 32 * 2 ** 20;
