import { clinicalRecord, withExtra } from "./clinical-cells.ts";
import { type Layout, folderOf, hasImageExtension, pathStemOf } from "./layout.ts";
import { isRootTable } from "./listing.ts";

/** Folder names that say how files are kept and not what they show. */
const plainFolders = /^(images?|imgs?|photos?|pictures?|train|test|val|valid|validation|dataset)$/i;

/**
 * Any folder of images, however deep, with an optional table: `metadata.csv`, else every table at its root. Keys are paths
 * without extension, so that `train/benign/1.jpg` and `test/benign/1.jpg` stay two. Columns of the ISIC Archive's names
 * are read as such. An image that no table knows has its folder's name as `extra.label`; `extra.folder` is where it lies.
 */
export const folderLayout: Layout = {
  name: "folder",
  idColumns: [
    "file",
    "file_name",
    "filename",
    "file_path",
    "filepath",
    "path",
    "image_path",
    "image_file",
    "image_filename",
    "isic_id",
    "image_id",
    "img_id",
    "image",
    "img",
    "image_name",
    "img_name",
    "bcn_filename",
    "key",
    "id",
    "name",
  ],
  detect: async ({ paths }) => (paths.some(hasImageExtension) ? 0.1 : 0),
  isImage: () => true,
  tables(paths) {
    const metadata = paths.filter((path) => path === "metadata.csv");
    return metadata.length > 0 ? metadata : paths.filter(isRootTable);
  },
  keyOf: pathStemOf,
  record(cells, { path }) {
    const folder = folderOf(path);
    const label = folder.slice(folder.lastIndexOf("/") + 1);
    const columns: [string, string][] = [];
    if (folder !== "" && !cells.has("folder")) columns.push(["folder", folder]);
    if (cells.size === 0 && label !== "" && !plainFolders.test(label)) columns.push(["label", label]);
    return withExtra(clinicalRecord(cells), columns);
  },
};
