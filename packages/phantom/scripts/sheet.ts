import sharp from "sharp";

/** One picture of a sheet: RGB bytes, and a caption. */
export interface Cell {
  pixels: Uint8ClampedArray | Uint8Array;
  width: number;
  height: number;
  caption?: string;
}

/** Writes the cells as a JPEG of equal tiles `tile` pixels wide (4:3), captions beneath. */
export async function writeSheet(file: string, cells: readonly Cell[], columns: number, tile = 192): Promise<void> {
  const tileHeight = Math.round((tile * 3) / 4);
  const captions = cells.some((cell) => cell.caption);
  const rowHeight = tileHeight + (captions ? 16 : 2);
  const rows = Math.ceil(cells.length / columns);
  const layers = await Promise.all(
    cells.map(async (cell, index) => ({
      input: await sharp(cell.pixels, { raw: { width: cell.width, height: cell.height, channels: 3 } })
        .resize(tile, tileHeight, { fit: "contain", background: "black" })
        .png()
        .toBuffer(),
      left: (index % columns) * (tile + 2),
      top: Math.floor(index / columns) * rowHeight,
    })),
  );
  const text = cells
    .map((cell, index) => {
      const x = (index % columns) * (tile + 2) + 3;
      const y = Math.floor(index / columns) * rowHeight + tileHeight + 12;
      return cell.caption
        ? `<text x="${x}" y="${y}" font-size="11" font-family="sans-serif">${cell.caption}</text>`
        : "";
    })
    .join("");
  const width = columns * (tile + 2) - 2;
  const height = rows * rowHeight;
  const svg = Buffer.from(`<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}">${text}</svg>`);
  await sharp({ create: { width, height, channels: 3, background: "white" } })
    .composite([...layers, ...(captions ? [{ input: svg, left: 0, top: 0 }] : [])])
    .jpeg({ quality: 82, mozjpeg: true })
    .toFile(file);
}
