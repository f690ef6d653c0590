// What each release of the runtime changed in the protocol: a page for each, and the generator's own page of them all.
import { execa } from "execa";
import { join } from "node:path";
import { root } from "../places.js";
import { writePage } from "./write-page.js";

const generator = join(root, "packages/codegen/src/main.ts");

async function history(format: "md" | "html"): Promise<string> {
  const args = [
    "--import",
    "tsx",
    "--conditions=@codex-typed/source",
    generator,
    "history",
    "--format",
    format,
  ];
  return (await execa(process.execPath, args, { cwd: root })).stdout;
}

/** Writes `history/`, and says which releases have a page there, the newest first. */
export async function stageHistory(): Promise<readonly string[]> {
  const [markdown, html] = await Promise.all([history("md"), history("html")]);
  await writePage("public/protocol-history.html", withWayBack(html));
  const [overview = "", ...releases] = markdown.split(/^## (?=\d)/m);
  const versions: string[] = [];
  for (const release of releases) {
    const [version = "", ...rest] = release.split("\n");
    versions.push(version);
    // One heading a page, so what was a third level is a second.
    await writePage(
      `history/${version}.md`,
      `# Runtime ${version}\n${rest.join("\n").replaceAll(/^###/gm, "##")}`,
    );
  }
  const linked = overview.replaceAll(/^\| (\d\S+) \|/gm, "| [$1](./$1.md) |");
  const whole =
    '<a href="../protocol-history.html" target="_self">All of them in one page</a>, with filters, a search and a picture.';
  // A wide table, and no headings for an outline beside it.
  await writePage(
    "history/index.md",
    `---\naside: false\n---\n\n${linked.replace("\n\n", `\n\n${whole}\n\n`)}`,
  );
  return versions;
}

/** The generator's page stands alone; here it is a page of a site. */
function withWayBack(html: string): string {
  const kicker = '<p class="kicker">';
  if (!html.includes(kicker)) throw new Error(`the page of the history has no ${kicker} to lead back from`);
  return html.replace(kicker, `${kicker}<a href="./history/">← codex-typed</a> · `);
}
