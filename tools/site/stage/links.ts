// Docs link to each other and to files of the repository, as GitHub shows them. On the site some of those files are pages, too.
import { posix } from "node:path";

/** Files outside `docs/` that are pages of the site. */
const PAGES: readonly (readonly [file: RegExp, page: string])[] = [
  [/^examples\/([\w-]+)\.ts$/, "examples/$1.md"],
  [/^examples\/([\w-]+)\/[\w.-]*$/, "examples/$1.md"],
  [/^examples\/?(README\.md)?$/, "examples/index.md"],
  [/^packages\/codegen\/?(README\.md)?$/, "codegen.md"],
];

/** The page that a file of the repository becomes, if it becomes one. */
export function pageOf(file: string): string | undefined {
  if (file.startsWith("docs/")) return file.slice("docs/".length);
  const found = PAGES.find(([pattern]) => pattern.test(file));
  return found && file.replace(found[0], found[1]);
}

const LINK = /\[([^\]]*)\]\(([^()\s]+)\)/g;

/**
 * A page of the site out of a file of the repository: its links lead to pages, or to the repository where `repository` says where that
 * is. Else the words alone remain.
 */
export function withLinks(text: string, file: string, repository: string | undefined): string {
  const page = pageOf(file) ?? file;
  return outsideCode(text, (prose) =>
    prose.replaceAll(LINK, (whole, words: string, link: string) => {
      if (/^([a-z]+:|#)/.test(link)) return whole;
      const [path = "", anchor] = link.split("#");
      const target = posix.join(posix.dirname(file), path);
      const other = pageOf(target);
      const hash = anchor === undefined ? "" : `#${anchor}`;
      if (other !== undefined) return `[${words}](${relative(page, other)}${hash})`;
      return repository === undefined ? words : `[${words}](${repository}/tree/main/${target}${hash})`;
    }),
  );
}

/** A page of the site for those who have it alone: its links are whole addresses, below `address`. */
export function withAddresses(text: string, page: string, address: string): string {
  return outsideCode(text, (prose) =>
    prose.replaceAll(LINK, (whole, words: string, link: string) => {
      if (/^[a-z]+:/.test(link)) return whole;
      const [path = "", anchor] = link.split("#");
      const target = path === "" ? page : posix.join(posix.dirname(page), path);
      return `[${words}](${address}${target}${anchor === undefined ? "" : `#${anchor}`})`;
    }),
  );
}

function relative(from: string, to: string): string {
  const path = posix.relative(posix.dirname(from), to);
  return path.startsWith(".") ? path : `./${path}`;
}

/** Changes what is no code block. */
function outsideCode(text: string, change: (prose: string) => string): string {
  let changed = "";
  let end = 0;
  for (const block of text.matchAll(/^(`{3,})[^\n]*\n[\s\S]*?^\1$/gm)) {
    changed += change(text.slice(end, block.index)) + block[0];
    end = block.index + block[0].length;
  }
  return changed + change(text.slice(end));
}
