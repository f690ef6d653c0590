// Guides and the landing page.
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { root, site } from "../places.js";
import { stageExamples } from "./examples.js";
import { pageOf, withLinks } from "./links.js";
import { writePage } from "./write-page.js";

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
