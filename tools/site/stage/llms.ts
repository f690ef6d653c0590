// The guides for programs that read: an index (`llms.txt`), and all of them in one file (`llms-full.txt`). See llmstxt.org.
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { pages } from "../places.js";
import { readSidebars } from "./sidebar.js";

const ABOUT =
  "A typed TypeScript client for Codex' app-server, with approval modes in its signatures. Unofficial; not affiliated with OpenAI.";

/** Writes both files; `address` is where the site will be. */
export async function stageLlms(address: string): Promise<void> {
  const index = ["# codex-typed", "", `> ${ABOUT}`, ""];
  const full = ["# codex-typed", "", `> ${ABOUT}`];
  for (const { text, link, items = [] } of readSidebars().guide) {
    index.push(`## ${text ?? ""}`, "");
    for (const page of [...(link === undefined ? [] : [{ text, link }]), ...items]) {
      const path = `${page.link?.slice(1) ?? ""}${page.link?.endsWith("/") ? "index" : ""}`;
      const content = await readFile(join(pages, `${path}.md`), "utf8");
      index.push(`- [${page.text ?? ""}](${address}${path}.html): ${firstSentence(content)}`);
      full.push("", `<!-- ${address}${path}.html -->`, "", content.trim());
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
  await writeFile(join(pages, "public/llms.txt"), index.join("\n"));
  await writeFile(join(pages, "public/llms-full.txt"), `${full.join("\n")}\n`);
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
  return /^.*?[.:!?](?= |$)/.exec(words)?.[0].replace(/:$/, ".") ?? words;
}
