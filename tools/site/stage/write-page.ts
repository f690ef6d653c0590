import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { pages } from "../places.js";

/** Writes a page, by its path among the pages. */
export async function writePage(page: string, text: string): Promise<void> {
  const file = join(pages, page);
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, text);
}
