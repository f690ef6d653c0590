import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { DefaultTheme } from "vitepress";
import { guides, modules } from "../navigation.js";
import { pages } from "../places.js";

type Item = DefaultTheme.SidebarItem;

/** What VitePress is to show beside the pages; it asks for it while it builds. */
export interface Sidebars {
  readonly guide: Item[];
  readonly api: Item[];
  /** Beside the protocol's types, of which there are too many to list on each of their pages. */
  readonly types: Item[];
  readonly history: Item[];
}

const file = (): string => join(pages, "navigation.json");

/** The heading of a page. */
function titleOf(page: string): string {
  const title = /^# (.+)$/m.exec(readFileSync(join(pages, `${page}.md`), "utf8"))?.[1];
  if (title === undefined)
    throw new Error(`${page}.md has no heading ("# …"), from which the navigation takes its name`);
  return title.replaceAll("`", "");
}

const itemOf = (page: string): Item => ({ text: titleOf(page), link: `/${page.replace(/\bindex$/, "")}` });

function namesIn(folder: string): readonly string[] {
  return existsSync(join(pages, folder))
    ? readdirSync(join(pages, folder))
        .filter((name) => name.endsWith(".md") && name !== "index.md")
        .map((name) => name.slice(0, -3))
    : [];
}

/** Writes the navigation of all pages that there are. */
export function stageSidebars(versions: readonly string[], exampleNames: readonly string[]): void {
  const sections = guides.map(({ text, pages: names }) => ({
    text,
    // A page that is still being written has its place already.
    items: names.filter((name) => existsSync(join(pages, `${name}.md`))).map(itemOf),
  }));
  const examples = exampleNames.map((name) => ({ text: name, link: `/examples/${name}` }));
  const kinds = ["classes", "interfaces", "type-aliases", "functions", "variables"];
  const sidebars: Sidebars = {
    guide: [
      ...sections.filter(({ items }) => items.length > 0),
      { text: "Generator", items: [{ text: "codex-codegen", link: "/codegen" }] },
      { text: "Examples", collapsed: true, link: "/examples/", items: examples },
    ],
    api: modules.map(({ folder, entry }) => ({
      text: entry,
      link: `/api/${folder}/`,
      collapsed: folder !== "client",
      // More than a thousand types of the protocol would weigh on each page: their index and the search lead there.
      ...(folder === "types"
        ? {}
        : {
            items: kinds
              .map((kind) => ({
                text: kind.replace("-", " "),
                collapsed: true,
                items: namesIn(`api/${folder}/${kind}`).map((name) => ({
                  text: name,
                  link: `/api/${folder}/${kind}/${name}`,
                })),
              }))
              .filter(({ items }) => items.length > 0),
          }),
    })),
    types: modules.map(({ folder, entry }) => ({ text: entry, link: `/api/${folder}/` })),
    history: [
      {
        text: "Release by release",
        link: "/history/",
        items: versions.map((version) => ({ text: version, link: `/history/${version}` })),
      },
    ],
  };
  writeFileSync(file(), JSON.stringify(sidebars));
}

/** What {@link stageSidebars} wrote. */
export function readSidebars(): Sidebars {
  return JSON.parse(readFileSync(file(), "utf8")) as Sidebars;
}
