import { readdirSync, readFileSync } from "node:fs";
import { join, posix } from "node:path";

/** A page as it was built. */
export interface Page {
  /** Its path, such as `api/index.html`. */
  readonly path: string;
  /** What its elements are called. */
  readonly ids: ReadonlySet<string>;
  /** Where it leads, with the anchor: other pages, files, other hosts. */
  readonly links: readonly string[];
  /** What a browser loads with it. */
  readonly loads: readonly string[];
}

/** All pages of a site. */
export function pagesIn(folder: string): ReadonlyMap<string, Page> {
  const paths = readdirSync(folder, { recursive: true, encoding: "utf8" })
    .map((name) => name.replaceAll("\\", "/"))
    .filter((name) => name.endsWith(".html"));
  return new Map(paths.map((path) => [path, pageOf(folder, path)]));
}

function pageOf(folder: string, path: string): Page {
  const html = readFileSync(join(folder, path), "utf8");
  const all = (pattern: RegExp): readonly string[] =>
    [...html.matchAll(pattern)].map(([, found = ""]) => found.replaceAll("&amp;", "&"));
  return {
    path,
    ids: new Set(all(/\sid="([^"]*)"/g)),
    links: all(/<a\s[^>]*?href="([^"]*)"/g),
    loads: [
      ...all(/<(?:script|img|iframe|source)\s[^>]*?src="([^"]*)"/g),
      ...all(/<link\s[^>]*?href="([^"]*)"/g),
    ],
  };
}

/** The path of a file of the site that a link leads to, and the anchor; `undefined` where it leads elsewhere. */
export function targetOf(
  page: Page,
  link: string,
  base: string,
): { readonly path: string; readonly anchor: string } | undefined {
  if (/^[a-z][a-z+.-]*:/i.test(link)) return undefined;
  const [address = "", anchor = ""] = link.split("#");
  if (address === "") return { path: page.path, anchor: decodeURIComponent(anchor) };
  const absolute = posix.join(base, posix.dirname(page.path), address);
  const path = decodeURIComponent(address.startsWith("/") ? address : absolute);
  if (!path.startsWith(base)) return { path: `outside of ${base}: ${path}`, anchor };
  const file = path.slice(base.length);
  const named = file === "" || file.endsWith("/") ? `${file}index.html` : file;
  return {
    path: posix.extname(named) === "" || /\.\d+$/.test(named) ? `${named}.html` : named,
    anchor: decodeURIComponent(anchor),
  };
}
