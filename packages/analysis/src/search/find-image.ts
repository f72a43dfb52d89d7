import { AppError, type CallOptions, type StoredImage, type VectorStore, imageId } from "@lesion-atlas/core";

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/**
 * Finds a stored image by what a person would type: its id, `ARCHIVE:KEY`, or its key alone where one archive has it.
 * Archive and key may hold colons themselves.
 * The vector of the model in use comes with it.
 *
 * @throws AppError `not_found`; `invalid_input` for a key that several archives have.
 */
export async function findImage(store: VectorStore, name: string, options: CallOptions = {}): Promise<StoredImage> {
  const ids = uuid.test(name) ? [name.toLowerCase()] : [];
  for (const { index } of name.matchAll(/:/g)) ids.push(imageId(name.slice(0, index), name.slice(index + 1)));
  const found = (await store.get(ids, { ...options, vectors: true })).find((image) => image !== undefined);
  if (found) return found;
  const filter = { must: { key: "key", match: { value: name } } };
  const images: StoredImage[] = [];
  for await (const image of store.scan({ ...options, filter, vectors: true, everyImage: true })) images.push(image);
  if (images.length > 1) {
    const choices = images.map(({ record }) => `${record.archive}:${record.key}`).sort();
    throw new AppError("invalid_input", `several archives have ${name}: say which, ${choices.join(" or ")}`);
  }
  if (images.length === 0) throw new AppError("not_found", `no file and no stored image is called ${name}`);
  return images[0];
}
