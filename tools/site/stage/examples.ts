// Each example as a page: one program, or the files of a folder.
import { readdir, readFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { root } from "../places.js";
import { writePage } from "./write-page.js";

const folder = join(root, "examples");
const PROGRAM = /\.([cm]?[jt]s|html|css)$/;

/** The examples in the order in which their README presents them. */
export async function readExamples(): Promise<readonly string[]> {
  const readme = await readFile(join(folder, "README.md"), "utf8");
  const presented = [...readme.matchAll(/^- \[`([\w-]+)(?:\.ts|\/)`\]/gm)].map(([, name = ""]) => name);
  const there = (await readdir(folder, { withFileTypes: true }))
    .filter((entry) => entry.name !== "node_modules" && (entry.isDirectory() || PROGRAM.test(entry.name)))
    .map(({ name }) => name.replace(PROGRAM, ""));
  const missing = there.filter((name) => !presented.includes(name));
  if (missing.length > 0) throw new Error(`examples/README.md does not present ${missing.join(", ")}`);
  return presented;
}

/** Writes `examples/`. */
export async function stageExamples(): Promise<void> {
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    const { name } = entry;
    if (name === "node_modules") continue;
    if (entry.isDirectory()) {
      await writePage(`examples/${name}.md`, await pageOfFolder(name));
    } else if (PROGRAM.test(name)) {
      const title = name.replace(PROGRAM, "");
      const { comment, code } = await readProgram(join(folder, name));
      await writePage(`examples/${title}.md`, `# ${title}\n\n${comment}\n\n${code}`);
    }
  }
}

/** What the main file says of the whole, then that file, then the others. */
async function pageOfFolder(name: string): Promise<string> {
  const files = (await readdir(join(folder, name), { recursive: true }))
    .map((file) => file.replaceAll("\\", "/"))
    .filter((file) => PROGRAM.test(file))
    .sort((a, b) => rank(a) - rank(b) || a.localeCompare(b));
  const programs = await Promise.all(
    files.map(async (file) => ({ file, ...(await readProgram(join(folder, name, file))) })),
  );
  const [main, ...others] = programs;
  if (!main) throw new Error(`examples/${name} has no program`);
  const parts = [
    `# ${name}\n\n${main.comment}\n\n## ${main.file}\n\n${main.code}`,
    ...others.map(({ file, comment, code }) => `## ${file}\n\n${comment}\n\n${code}`),
  ];
  return parts.join("\n");
}

function rank(file: string): number {
  if (/^(?:main|extension)\./.test(file)) return 0;
  return file === basename(file) ? 1 : 2;
}

/** The first comment of a program, and what follows as a block of Markdown. */
async function readProgram(file: string): Promise<{ readonly comment: string; readonly code: string }> {
  const text = await readFile(file, "utf8");
  const comment = /^(?:\/\/.*\n)+/.exec(text)?.[0] ?? "";
  const language = PROGRAM.exec(file)?.[1]?.replace(/^[cm](?=[jt]s)/, "") ?? "";
  return {
    // Without what it says to the compiler.
    comment: comment
      .replaceAll(/^\/\/(?:\/.*| @ts-check)\n/gm, "")
      .replaceAll(/^\/\/ ?/gm, "")
      .trim(),
    code: `\`\`\`\`${language}\n${text.slice(comment.length).trim()}\n\`\`\`\`\n`,
  };
}
