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

/** Each example as a page: what its first comment says, then the program. */
async function stageExamples(): Promise<void> {
  for (const name of await readdir(join(root, "examples"))) {
    if (!name.endsWith(".ts")) continue;
    const text = await readFile(join(root, "examples", name), "utf8");
    const comment = /^(?:\/\/.*\n)+/.exec(text)?.[0] ?? "";
    const said = comment.replaceAll(/^\/\/ ?/gm, "").trim();
    const code = text.slice(comment.length).trim();
    const heading = name.replace(/\.ts$/, "");
    await writePage(`examples/${heading}.md`, `# ${heading}\n\n${said}\n\n\`\`\`ts\n${code}\n\`\`\`\n`);
  }
}
