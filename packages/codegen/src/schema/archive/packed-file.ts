import { readFile, writeFile } from "node:fs/promises";
import { promisify } from "node:util";
import { brotliCompress, brotliDecompress, constants } from "node:zlib";

/** The files that come with the package, of which each holds plain data: JSON, compressed by Brotli. */
export type PackedFile = "schemas" | "ages";

function place(name: PackedFile): URL {
  // As far from here in dist as in src.
  return new URL(`../../../history/${name}.json.br`, import.meta.url);
}

/** What a file of the package holds. Its writer is {@link writePacked} alone, so that its shape is known. */
export async function readPacked(name: PackedFile): Promise<unknown> {
  return JSON.parse(String(await promisify(brotliDecompress)(await readFile(place(name)))));
}

/** Writes a file of the package anew, as small as can be: this takes seconds. Resolves to its size in bytes. */
export async function writePacked(name: PackedFile, data: unknown): Promise<number> {
  const text = Buffer.from(JSON.stringify(data));
  const packed = await promisify(brotliCompress)(text, {
    params: {
      [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY,
      [constants.BROTLI_PARAM_LGWIN]: constants.BROTLI_MAX_WINDOW_BITS,
      [constants.BROTLI_PARAM_MODE]: constants.BROTLI_MODE_TEXT,
      [constants.BROTLI_PARAM_SIZE_HINT]: text.byteLength,
    },
  });
  await writeFile(place(name), packed);
  return packed.byteLength;
}
