import { readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { pages } from "../places.js";

/** Which of the pages stay: one of twenty, and one that the tests look for. */
const stays = (page: string, index: number): boolean =>
  index % 20 === 0 || page.endsWith("/ThreadStartParams.md");

/**
 * Removes most pages of the protocol's types, which are more than a thousand of one form and take most of the time of a build. Says which, as
 * they would be called in the site.
 */
export async function leaveOutTypes(): Promise<readonly string[]> {
  const found = (await readdir(join(pages, "api/types"), { recursive: true }))
    .map((name) => `api/types/${name.replaceAll("\\", "/")}`)
    .filter((page) => /^api\/types\/.*\/.*\.md$/.test(page))
    .sort();
  const leftOut = found.filter((page, index) => !stays(page, index));
  await Promise.all(leftOut.map((page) => rm(join(pages, page))));
  return leftOut.map((page) => page.replace(/\.md$/, ".html"));
}
