// Guides, examples and the landing page.
import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { pages, root, site } from "../places.js";
import { pageOf, withLinks } from "./links.js";

/** Writes a page. */
export async function writePage(page: string, text: string): Promise<void> {
  const file = join(pages, page);
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, text);
}

/** Writes what people wrote as pages: `docs/`, the examples, the README of the generator, the landing page. */
export async function stageGuides(repository: string | undefined): Promise<void> {
  const docs = (await readdir(join(root, "docs"), { recursive: true })).filter((name) =>
    name.endsWith(".md"),
  );
  const files = [...docs.map((name) => `docs/${name}`), "packages/codegen/README.md", "examples/README.md"];
  for (const file of files) {
    const text = await readFile(join(root, file), "utf8");
    await writePage(pageOf(file) ?? file, withLinks(text, file, repository));
  }
  await stageExamples();
  await stageLanding();
}

/** The landing page shows the first program of the guide, which tests run. */
async function stageLanding(): Promise<void> {
  const guide = await readFile(join(root, "docs/getting-started.md"), "utf8");
  const program = /^```ts\n[\s\S]*?^```$/m.exec(guide)?.[0];
  if (program === undefined)
    throw new Error("docs/getting-started.md has no program for the landing page to show");
  const landing = await readFile(join(site, "landing.md"), "utf8");
  await writePage(
    "index.md",
    landing.replace("<!-- program -->", () => program),
  );
}

/** Each example as a page: one program, or the files of a folder. */
async function stageExamples(): Promise<void> {
  const folder = join(root, "examples");
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    const { name } = entry;
    if (name === "node_modules") continue;
    if (entry.isDirectory()) {
      const files = (await readdir(join(folder, name))).filter((file) => PROGRAM.test(file)).sort();
      const parts = files.map(async (file) => `## ${file}\n\n${await programOf(join(folder, name, file))}`);
      await writePage(`examples/${name}.md`, `# ${name}\n\n${(await Promise.all(parts)).join("\n")}`);
    } else if (PROGRAM.test(name)) {
      const title = name.replace(PROGRAM, "");
      await writePage(`examples/${title}.md`, `# ${title}\n\n${await programOf(join(folder, name))}`);
    }
  }
}

const PROGRAM = /\.([cm]?[jt]s|html|css)$/;

/** What the first comment of a program says, then the program. */
async function programOf(file: string): Promise<string> {
  const text = await readFile(file, "utf8");
  const comment = /^(?:\/\/.*\n)+/.exec(text)?.[0] ?? "";
  const said = comment.replaceAll(/^\/\/ ?(@ts-check$)?/gm, "").trim();
  const language = PROGRAM.exec(file)?.[1]?.replace(/^[cm](?=[jt]s)/, "") ?? "";
  return `${said}\n\n\`\`\`\`${language}\n${text.slice(comment.length).trim()}\n\`\`\`\`\n`;
}
