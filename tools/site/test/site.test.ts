// The site: built below a path, as GitHub Pages serves it, its links followed, its pages opened in a browser. Of the protocol's types a sample, or
// all where `WHOLE` says so, as in CI.
import { execa } from "execa";
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import type { Browser, Page as Tab } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { browserPath, startBrowser } from "../../../packages/codegen/test/support/diff/browser.js";
import { output, report as reportFile, root, site } from "../places.js";
import type { ApiReport } from "../stage/api.js";
import { pagesIn, targetOf, type Page } from "./pages.js";
import { serve, type Served } from "./serve.js";

const base = "/codex-typed/";
const address = `https://docs.example${base}`;
let report: ApiReport & { readonly leftOut: readonly string[] };
let pages: ReadonlyMap<string, Page>;

beforeAll(async () => {
  const main = join(site, "main.ts");
  const args = [
    "--import",
    "tsx",
    "--conditions=@codex-typed/source",
    main,
    "--base",
    base,
    "--address",
    address,
    ...(process.env["WHOLE"] === "1" ? [] : ["--sample"]),
  ];
  // As from a shell: vite builds otherwise within a test.
  await execa(process.execPath, args, { cwd: root, env: { NODE_ENV: undefined, VITEST: undefined } });
  report = JSON.parse(readFileSync(reportFile, "utf8")) as typeof report;
  pages = pagesIn(output);
}, 1_200_000);

const guides = readdirSync(join(root, "docs"), { recursive: true, encoding: "utf8" })
  .filter((name) => name.endsWith(".md"))
  .map((name) => name.replaceAll("\\", "/").slice(0, -3));

describe("the reference", () => {
  it("has a word on every export", () => {
    expect(report.undocumented).toEqual([]);
  });

  it("has no link that leads nowhere", () => {
    // Options that stand in two variants of a union have their docs twice.
    expect(report.warnings.filter((warning) => !warning.includes("multiple declarations"))).toEqual([]);
  });
});

describe("the pages", () => {
  it("link to what is there", () => {
    const leftOut = new Set(report.leftOut);
    const broken = [...pages.values()].flatMap((page) =>
      [...new Set([...page.links, ...page.loads])].flatMap((link) => {
        const target = targetOf(page, link, base);
        if (target === undefined || leftOut.has(target.path)) return [];
        const other = pages.get(target.path);
        if (!other) return existsSync(join(output, target.path)) ? [] : [`${page.path}: ${link}`];
        return target.anchor === "" || other.ids.has(target.anchor)
          ? []
          : [`${page.path}: ${link}, no such heading`];
      }),
    );
    expect(broken).toEqual([]);
  });

  it("are all reached from the first", () => {
    const reached = new Set(["index.html"]);
    for (const path of reached) {
      const page = pages.get(path);
      for (const link of page?.links ?? []) {
        const target = page && targetOf(page, link, base);
        if (target && pages.has(target.path)) reached.add(target.path);
      }
    }
    // A type of a sample may be reached through those that are left out alone.
    const isSampled = (path: string): boolean => report.leftOut.length > 0 && /^api\/types\/.*\//.test(path);
    expect([...pages.keys()].filter((path) => !reached.has(path) && !isSampled(path))).toEqual(["404.html"]);
  });

  it.each(guides)("docs/%s.md is in the navigation", (guide) => {
    const first = pages.get("getting-started.html");
    const targets = first?.links.map((link) => targetOf(first, link, base)?.path);
    expect(targets).toContain(`${guide}.html`);
  });

  it("load nothing from other hosts", () => {
    const elsewhere = (loads: readonly string[]): readonly string[] =>
      loads.filter((load) => /^(https?:)?\/\//.test(load));
    expect([...pages.values()].flatMap(({ loads }) => elsewhere(loads))).toEqual([]);
    const styles = readdirSync(join(output, "assets")).filter((name) => name.endsWith(".css"));
    expect(styles.length).toBeGreaterThan(0);
    for (const style of styles) {
      expect(readFileSync(join(output, "assets", style), "utf8")).not.toMatch(
        /(url\(|@import)\s*["']?(https?:)?\/\//,
      );
    }
  });
});

describe("for programs", () => {
  const read = (name: string): string => readFileSync(join(output, name), "utf8");

  it.each(guides)("llms.txt and llms-full.txt have docs/%s.md", (guide) => {
    const heading = /^# .+$/m.exec(readFileSync(join(root, `docs/${guide}.md`), "utf8"))?.[0] ?? "no heading";
    expect(read("llms.txt")).toContain(`](${address}${guide}.md)`);
    expect(read("llms-full.txt")).toContain(`\n${heading}\n`);
  });

  it("llms.txt, llms-full.txt and the guides as Markdown link by whole addresses to what is there", () => {
    const links = ["llms.txt", "llms-full.txt", ...guides.map((guide) => `${guide}.md`)].flatMap((name) =>
      [
        ...read(name)
          .replaceAll(/^(`{3,})[\s\S]*?^\1$/gm, "")
          .matchAll(/\]\(([^()\s]+)\)/g),
      ].map(([, link = ""]) => ({ name, link })),
    );
    expect(links.length).toBeGreaterThan(guides.length);
    const broken = links.filter(({ link }) => {
      if (!link.startsWith(address)) return !/^https:/.test(link);
      return !existsSync(join(output, link.slice(address.length).split("#")[0] ?? ""));
    });
    expect(broken).toEqual([]);
  });

  it("llms-full.txt is the guides, not the reference", () => {
    expect(statSync(join(output, "llms-full.txt")).size).toBeLessThan(500_000);
  });
});

describe("in a browser", () => {
  let server: Served;
  let browser: Browser;

  beforeAll(async () => {
    server = await serve(output, base);
    if (browserPath === undefined) throw new Error("There is no Chromium here: CHROMIUM_PATH names one.");
    browser = await startBrowser(browserPath);
  }, 60_000);

  afterAll(async () => {
    await browser.close();
    await server[Symbol.asyncDispose]();
  });

  /** A tab, and what goes wrong in it. */
  async function open(): Promise<{ readonly tab: Tab; readonly faults: string[] }> {
    const tab = await browser.newPage({ viewport: { width: 1280, height: 800 } });
    const faults: string[] = [];
    tab.on("pageerror", (error) => faults.push(`${tab.url()}: ${error.message}`));
    tab.on("console", (line) => {
      if (line.type() === "error" || line.type() === "warning") faults.push(`${tab.url()}: ${line.text()}`);
    });
    tab.on("request", (request) => {
      const { protocol, origin } = new URL(request.url());
      if (protocol !== "data:" && origin !== server.origin) faults.push(`${tab.url()} asks ${origin}`);
    });
    return { tab, faults };
  }

  it("pages open without a fault, and none is wider than its window", { timeout: 900_000 }, async () => {
    const queue = [...pages.keys()].filter((path) => path !== "404.html");
    const found: string[] = [];
    const worker = async (): Promise<void> => {
      const { tab, faults } = await open();
      for (let path = queue.shift(); path !== undefined; path = queue.shift()) {
        await tab.goto(`${server.origin}${base}${path}`, { waitUntil: "load" });
        for (const width of [390, 1280]) {
          await tab.setViewportSize({ width, height: 800 });
          const excess = Number(
            await tab.evaluate("document.documentElement.scrollWidth - window.innerWidth"),
          );
          if (excess > 0) found.push(`${path} is ${String(excess)} wider than ${String(width)}`);
        }
      }
      await tab.close();
      found.push(...faults);
    };
    await Promise.all(Array.from({ length: 3 }, worker));
    expect(found).toEqual([]);
  });

  it("what is wide fits a phone, or scrolls by keyboard", { timeout: 60_000 }, async () => {
    const { tab, faults } = await open();
    await tab.setViewportSize({ width: 390, height: 800 });
    await tab.goto(`${server.origin}${base}errors.html`);
    const ofWide = async (property: string): Promise<number> =>
      Number(await tab.evaluate(`document.querySelector(".wide").${property}`));
    expect(await tab.locator(".wide td", { hasText: "mend the call" }).first().isVisible()).toBe(true);
    expect((await ofWide("scrollWidth")) - (await ofWide("clientWidth"))).toBe(0);
    await tab.goto(`${server.origin}${base}history/index.html`);
    await tab.locator(".wide").first().focus();
    await tab.keyboard.press("ArrowRight");
    await expect.poll(() => ofWide("scrollLeft")).toBeGreaterThan(0);
    expect(faults).toEqual([]);
  });

  it("the search finds what a guide says, and a type of the protocol", { timeout: 60_000 }, async () => {
    const { tab, faults } = await open();
    await tab.goto(`${server.origin}${base}`);
    for (const [words, page] of [
      ["deltas coalesce", "streaming"],
      ["ThreadStartParams", "ThreadStartParams"],
      // What a user looks for comes before the generator's own types of that name.
      ["approval", "approv"],
      ["api key", "login"],
      ["BullMQ", "fleet"],
    ] as const) {
      await tab.getByRole("button", { name: "Search" }).first().click();
      await tab.locator("#localsearch-input").fill(words);
      await tab.locator(`.VPLocalSearchBox li:first-child a.result[href*="${page}"]`).first().waitFor();
      await tab.keyboard.press("Escape");
    }
    expect(faults).toEqual([]);
  });
});
