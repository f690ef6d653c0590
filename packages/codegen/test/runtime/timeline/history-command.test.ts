import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { pathToFileURL } from "node:url";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it, onTestFinished, vi } from "vitest";
import { main } from "../../../src/cli.js";
import type { Change } from "../../../src/diff/diff.js";
import { diffProtocols } from "../../../src/diff/diff-protocols.js";
import { summaryOf } from "../../../src/diff/summary.js";
import { renderTimelineHtml } from "../../../src/timeline/render/html.js";
import type { Timeline } from "../../../src/timeline/timeline.js";
import type * as ReadTimeline from "../../../src/timeline/read-timeline.js";
import { builtSources } from "../../support/built.js";
import { browserPath, startBrowser } from "../../support/diff/browser.js";
import { releaseProtocol } from "../../support/protocols.js";

const SPAN = ["0.166.0", "0.167.2", "0.168.0", "0.169.0", "0.171.0"];

async function run(...args: readonly string[]) {
  const out = vi.spyOn(console, "log").mockImplementation(() => undefined);
  const err = vi.spyOn(console, "error").mockImplementation(() => undefined);
  try {
    const code = await main(args);
    const text = (spy: typeof out) => spy.mock.calls.map(([line]) => String(line)).join("\n");
    return { code, out: text(out), err: text(err) };
  } finally {
    vi.restoreAllMocks();
  }
}

let timeline: Timeline;

/** A change in a release of something that no other release of the span tells of. */
function inOneAlone(version: string): Change {
  const of = (is: boolean) =>
    timeline.releases
      .filter((release) => (release.version === version) === is)
      .flatMap(({ changes }) => changes);
  const others = JSON.stringify(of(false)).toLowerCase();
  const found = of(true).find(({ owner }) => !others.includes(owner.toLowerCase()));
  if (found === undefined) throw new Error(`Others tell of all that ${version} has changed.`);
  return found;
}

beforeAll(async () => {
  const { code, out, err } = await run(
    ...["history", "--from", "0.166", "--to", "0.171.0", "--format", "json"],
  );
  expect({ code, err }).toEqual({ code: 0, err: "" });
  timeline = JSON.parse(out) as Timeline;
}, 60_000);

describe("codex-codegen history", () => {
  it("has each release of the span, the newest first, beside the one before it", async () => {
    expect(timeline.releases.map(({ version, before }) => [version, before])).toEqual(
      SPAN.map((version, index) => [version, SPAN[index - 1] ?? null]).reverse(),
    );
    const diff = diffProtocols(await releaseProtocol("0.169.0"), await releaseProtocol("0.171.0"));
    const [newest] = timeline.releases;
    expect(newest?.changes).toEqual(diff.changes.filter(({ aspect }) => aspect !== "docs"));
    expect(newest?.summary.docs).toBe(diff.summary.docs);
    expect(newest?.sizes.types.stable).toBe(diff.after.types - (newest?.sizes.types.experimental ?? 0));
  });

  it("is the same, byte for byte, from two threads", async () => {
    const module = path.join(await builtSources(), "timeline/read-timeline.js");
    const { readTimeline } = (await import(pathToFileURL(module).href)) as typeof ReadTimeline;
    const heard: string[] = [];
    const last = SPAN.slice(-2);
    const read = await readTimeline(last, { threads: 2, onRelease: (version) => heard.push(version) });
    const [newest, base] = timeline.releases;
    expect(read.releases.map(({ version }) => version)).toEqual([...last].reverse());
    expect(JSON.stringify(read.releases[0])).toBe(JSON.stringify(newest));
    expect(read.releases[1]).toMatchObject({ before: null, sizes: base?.sizes, changes: [] });
    expect(heard.sort()).toEqual(last);
    await expect(readTimeline(["9.9.8", "9.9.9"], { threads: 2 })).rejects.toMatchObject({
      name: "CodegenError",
      found: expect.stringMatching(/^9\.9\.[89]$/) as string,
    });
  }, 60_000);

  it.each([
    [["--from", "0.142.2"], "name 0.142.5"],
    [["--to", "later"], "expected oldest, latest, or one of 0.131.0, "],
    [["--from", "latest", "--to", "oldest"], "Swap them: --from 0.131.0 --to "],
  ])("%s is refused, with what to do", async (flags, words) => {
    const { code, out, err } = await run("history", ...flags);
    expect({ code, out }).toEqual({ code: 2, out: "" });
    expect(err).toContain(words);
  });
});

describe.skipIf(browserPath === undefined)("its page, in a browser", { timeout: 60_000 }, () => {
  let browser: Browser;
  /** With the first changes of every release, and one that no other tells of: the rest look alike, and a browser lays them out at each step. */
  let few: Timeline;
  let folder: string;
  let url: string;
  let only: Change;
  beforeAll(async () => {
    only = inOneAlone("0.167.2");
    const releases = timeline.releases.map((release) => {
      const changes = release.changes.filter((change, index) => index < 50 || change === only);
      return { ...release, changes, summary: summaryOf(changes) };
    });
    few = { ...timeline, releases };
    folder = await mkdtemp(path.join(tmpdir(), "codegen-history-"));
    const file = path.join(folder, "history.html");
    await writeFile(file, renderTimelineHtml(few));
    url = pathToFileURL(file).href;
    browser = await startBrowser(browserPath ?? "");
  }, 60_000);
  afterAll(async () => {
    await browser.close();
    await rm(folder, { recursive: true, force: true });
  });

  it("is searched, filtered, folded and walked through by keyboard, and fits a phone", async () => {
    const page = await browser.newPage({ viewport: { width: 360, height: 740 } });
    onTestFinished(() => page.close());
    const trouble: string[] = [];
    page.on("pageerror", (error) => trouble.push(String(error)));
    page.on("console", (message) => trouble.push(message.text()));
    page.on("request", (request) => {
      if (!/^(file|data):/.test(request.url())) trouble.push(request.url());
    });
    await page.goto(url);

    const all = few.releases.flatMap(({ changes }) => changes);
    const count = () => page.textContent("#count");
    const open = () => page.locator(".release[open]").evaluateAll((some) => some.map(({ id }) => id));
    const newest = ["release-0.171.0", "release-0.169.0"];
    expect(await count()).toBe(`${all.length} changes`);
    expect(await open()).toEqual(newest);

    // The picture is one stop of Tab, with arrows in it; Enter leads to the section of a release.
    await page.locator('.chart a[tabindex="0"]').focus();
    await page.keyboard.press("ArrowLeft");
    await page.keyboard.press("ArrowLeft");
    await page.keyboard.press("Enter");
    expect(await open()).toEqual([...newest, "release-0.168.0"]);
    const focused = page.locator(":focus");
    expect(await focused.locator("h3").textContent()).toBe("0.168.0");
    await page.keyboard.press("Enter");
    expect(await open()).toEqual(newest);

    // What the search opens, Escape shuts again.
    await page.keyboard.press("/");
    await page.keyboard.type(only.owner);
    expect(await open()).toContain("release-0.167.2");
    expect(await page.locator('[id="release-0.171.0"]').isVisible()).toBe(false);
    expect(await page.locator(".fits:visible").first().textContent()).toMatch(/^\d+ of \d+ fit$/);
    await page.keyboard.press("Escape");
    expect(await open()).toEqual(newest);
    expect(await count()).toBe(`${all.length} changes`);

    await page.getByLabel("Approvals", { exact: true }).check();
    await page.getByLabel("Added", { exact: true }).check();
    const added = all.filter(({ approval, change }) => approval && change === "added");
    expect(await count()).toBe(`${added.length} of ${all.length} changes`);

    for (const details of await page.locator("details:visible").all())
      await details.evaluate((one) => one.setAttribute("open", ""));
    for (const width of [360, 1280]) {
      await page.setViewportSize({ width, height: 740 });
      expect(await page.evaluate("document.documentElement.scrollWidth")).toBe(width);
    }
    expect(trouble).toEqual([]);
  });

  it("can be read where scripts do not run", async () => {
    const context = await browser.newContext({ javaScriptEnabled: false });
    onTestFinished(() => context.close());
    const page = await context.newPage();
    await page.goto(url);
    expect(await page.locator("#search").isVisible()).toBe(false);
    await page.locator(".release > summary").last().click();
    await page.locator(".numbers > summary").click();
    expect(await page.locator(".numbers tbody tr:visible").count()).toBe(SPAN.length);
  });
});
