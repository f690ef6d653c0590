import GithubSlugger from "github-slugger";
import { existsSync, readFileSync, statSync } from "node:fs";
import path from "node:path";

const prose = (text: string): string => text.replaceAll(/^```[\s\S]*?^```/gm, "");

/** The anchors that GitHub makes of the headings of a page. */
function anchorsOf(text: string): ReadonlySet<string> {
  const slugger = new GithubSlugger();
  const headings = [...prose(text).matchAll(/^#{1,6} (.+)$/gm)].map(([, heading = ""]) =>
    heading.replaceAll(/\[([^\]]*)\]\([^)]*\)/g, "$1"),
  );
  return new Set(headings.map((heading) => slugger.slug(heading)));
}

/** What is wrong with the links of a Markdown file, to files of the repository and to headings in them. */
export function brokenLinks(root: string, page: string): readonly string[] {
  const text = readFileSync(path.join(root, page), "utf8");
  return [...prose(text).matchAll(/\[[^\]]*\]\(([^()\s]+)\)/g)].flatMap(([, link = ""]) => {
    if (/^[a-z]+:/.test(link)) return [];
    const [to = "", anchor] = link.split("#");
    const target = to === "" ? page : path.posix.join(path.posix.dirname(page), to);
    const file = path.join(root, target);
    if (!existsSync(file)) return [`${page}: there is no ${target}`];
    if (anchor === undefined || statSync(file).isDirectory()) return [];
    const isThere = anchorsOf(readFileSync(file, "utf8")).has(anchor);
    return isThere ? [] : [`${page}: ${target} has no heading #${anchor}`];
  });
}
