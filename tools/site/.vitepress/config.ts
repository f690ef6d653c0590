import { slug } from "github-slugger";
import { defineConfig } from "vitepress";
import { fitTables } from "../tables.js";
import { weightOf } from "../search-weight.js";
import { readSidebars } from "../stage/sidebar.js";

const { guide, api, types, history } = readSidebars();

export default defineConfig({
  title: "codex-typed",
  description: "A typed TypeScript client for Codex' app-server, with approval modes in its signatures.",
  lang: "en",
  srcDir: ".built/pages",
  // The guides as Markdown, which are served as they are.
  srcExclude: ["public/**"],
  outDir: ".built/site",
  cacheDir: "node_modules/.cache/vitepress",
  // The table of all pages in a file of its own, since the reference has more than a thousand.
  metaChunk: true,
  head: [["link", { rel: "icon", href: "data:," }]],
  markdown: {
    // As on GitHub, where the guides are read as well.
    anchor: { slugify: (heading) => slug(heading) },
    config: fitTables,
  },
  themeConfig: {
    nav: [
      { text: "Guide", link: "/getting-started", activeMatch: "^/(?!api/|history/|examples/|$)" },
      { text: "Examples", link: "/examples/", activeMatch: "^/examples/" },
      { text: "API", link: "/api/", activeMatch: "^/api/" },
      { text: "Protocol history", link: "/history/", activeMatch: "^/history/" },
    ],
    sidebar: { "/": guide, "/api/": api, "/api/types/": types, "/history/": history },
    outline: { level: [2, 3] },
    notFound: {
      title: "There is no such page",
      quote: "It may have another name by now: the search finds what it said.",
      linkText: "To the first page",
      linkLabel: "To the first page",
    },
    search: {
      provider: "local",
      options: {
        miniSearch: { searchOptions: { boostDocument: weightOf } },
        // Of the protocol's types the names alone: with their fields the index is ten times as large, and takes as much longer to make.
        _render: (text, env, md) => {
          const isType = /^api\/types\/.*\//.test(env.relativePath);
          return md.render(
            isType ? `${/^# .*$/m.exec(text)?.[0] ?? ""}\n\nA type of the protocol.` : text,
            env,
          );
        },
      },
    },
    footer: { message: "Unofficial; not affiliated with OpenAI. Apache-2.0." },
  },
});
