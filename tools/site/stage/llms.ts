// The guides for programs that read: an index (`llms.txt`), all of them in one file (`llms-full.txt`), and each as Markdown. See llmstxt.org.
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { pages } from "../places.js";
import { withAddresses } from "./links.js";
import { readSidebars } from "./sidebar.js";
import { writePage } from "./write-page.js";

const ABOUT =
  "A typed TypeScript client for Codex' app-server, with approval modes in its signatures. Unofficial; not affiliated with OpenAI.";

/** Writes these files; `address` is where the site will be. */
export async function stageLlms(address: string): Promise<void> {
  const index = ["# codex-typed", "", `> ${ABOUT}`, ""];
  const full = ["# codex-typed", "", `> ${ABOUT}`];
  for (const { text, link, items = [] } of readSidebars().guide) {
    index.push(`## ${text ?? ""}`, "");
    for (const item of [...(link === undefined ? [] : [{ text, link }]), ...items]) {
      const page = `${item.link?.slice(1) ?? ""}${item.link?.endsWith("/") ? "index" : ""}.md`;
      const content = withAddresses(await readFile(join(pages, page), "utf8"), page, address).trim();
      await writePage(`public/${page}`, `${content}\n`);
      index.push(`- [${item.text ?? ""}](${address}${page}): ${firstSentence(content)}`);
      full.push("", `<!-- ${address}${page} -->`, "", content);
    }
    index.push("");
  }
  index.push(
    "## Reference",
    "",
    `- [API](${address}api/index.html): every export`,
    `- [Protocol history](${address}history/index.html): what each release of the runtime changed`,
    "",
  );
  await writePage("public/llms.txt", index.join("\n"));
  await writePage("public/llms-full.txt", `${full.join("\n")}\n`);
}

/** What a page says of itself, first. */
function firstSentence(content: string): string {
  const paragraph = content
    .split(/\n{2,}/)
    .find((part) => part.trim() !== "" && !/^(#|```|\||-|>|<)/.test(part.trim()));
  const words = (paragraph ?? "")
    .replaceAll(/\[([^\]]*)\]\([^)]*\)/g, "$1")
    .replaceAll(/\s+/g, " ")
    .trim();
  return /^.*?[.!?](?= |$)/.exec(words)?.[0] ?? words.replace(/:$/, ".");
}
