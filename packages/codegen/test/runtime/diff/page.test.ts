import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { pathToFileURL } from "node:url";
import type { Browser, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import type { ProtocolDiff } from "../../../src/diff/diff.js";
import { diffProtocols } from "../../../src/diff/diff-protocols.js";
import { renderHtml } from "../../../src/diff/render/html.js";
import { groupsOf } from "../../../src/diff/render/page/groups.js";
import { summaryOf } from "../../../src/diff/summary.js";
import { pinnedProtocol, releaseProtocol } from "../../support/protocols.js";
import { browserPath, startBrowser } from "../../support/diff/browser.js";

if (browserPath === undefined)
  console.warn("the diff's page is not looked at: no Chromium here (CHROMIUM_PATH names one)");

const SIZES = {
  narrowest: { width: 320, height: 720 },
  narrow: { width: 360, height: 740 },
  wide: { width: 1280, height: 900 },
} as const;
const LOOKS = (["narrowest", "narrow", "wide"] as const).flatMap((size) =>
  (["light", "dark"] as const).map((scheme) => [size, scheme] as const),
);

describe.skipIf(browserPath === undefined)("the page, in a browser", { timeout: 60_000 }, () => {
  let browser: Browser;
  /** One for all tests: a process of its own for each costs more than what most of them do. */
  let tab: Page;
  let folder: string;
  let diff: ProtocolDiff;
  /** The first changes of every group, a third of all, where their number is not what is tested: the rest look alike. */
  let few: ProtocolDiff;
  let trouble: string[] = [];

  beforeAll(async () => {
    diff = diffProtocols(await releaseProtocol("0.154.0"), await pinnedProtocol());
    folder = await mkdtemp(path.join(tmpdir(), "codegen-page-"));
    const changes = groupsOf(diff.changes).flatMap((group) => group.changes.slice(0, 40));
    few = { ...diff, changes, summary: summaryOf(changes) };
    await Promise.all([diff, few].map((each) => writeFile(fileOf(each), renderHtml(each))));
    browser = await startBrowser(browserPath ?? "");
    tab = await watched(browser.newPage());
  }, 60_000);
  afterAll(async () => {
    await browser.close();
    await rm(folder, { recursive: true, force: true });
  });
  afterEach(() => {
    expect(trouble).toEqual([]);
    trouble = [];
  });

  const fileOf = (of: ProtocolDiff) => path.join(folder, of === diff ? "diff.html" : "few.html");
  const urlOf = (of: ProtocolDiff) => pathToFileURL(fileOf(of)).href;

  /** A page that may ask for nothing, and complain of nothing. */
  async function watched(opened: Promise<Page>): Promise<Page> {
    const page = await opened;
    page.on("request", (request) => {
      const local = [urlOf(diff), urlOf(few), "data:", "blob:"].some((allowed) =>
        request.url().startsWith(allowed),
      );
      if (!local) trouble.push(`request of ${request.url()}`);
    });
    page.on("console", (message) => {
      if (["error", "warning"].includes(message.type())) trouble.push(message.text());
    });
    page.on("pageerror", (error) => trouble.push(String(error)));
    return page;
  }

  async function look(size: keyof typeof SIZES, scheme: "light" | "dark"): Promise<void> {
    await tab.setViewportSize(SIZES[size]);
    await tab.emulateMedia({ colorScheme: scheme });
  }

  /** The page as it is when it is opened. */
  async function open(of: ProtocolDiff, size: keyof typeof SIZES = "wide"): Promise<Page> {
    await look(size, "light");
    // From elsewhere: from the page itself to the page itself is no way, where only what stands behind # differs.
    await tab.goto("about:blank");
    await tab.goto(urlOf(of));
    return tab;
  }

  /** Folded ones, which may be shut, included; rows that are there for the name alone are not. */
  const shownRows = (page: Page) => page.locator("[data-standing]:not([hidden]):not(.context)").count();
  const count = (page: Page) => page.locator("#count").textContent();

  describe("unfolded,", () => {
    beforeAll(async () => {
      const page = await open(few);
      await page.evaluate(UNFOLD);
      await page.locator(".more > summary").click();
    });

    it.each(LOOKS)("%s and %s: nothing sticks out, and every text can be read", async (size, scheme) => {
      await look(size, scheme);
      // A colour that is on its way to that of the other scheme is none to judge.
      await tab.evaluate("document.getAnimations().forEach((one) => one.finish())");
      expect(await tab.evaluate("document.documentElement.scrollWidth")).toBe(SIZES[size].width);
      expect(await tab.evaluate(STICKING_OUT)).toEqual([]);
      expect(await tab.evaluate(CUT_WORDS)).toEqual([]);
      const { worst, faint, paper } = await tab.evaluate<{ worst: number; faint: string[]; paper: number }>(
        CONTRASTS,
      );
      expect(faint).toEqual([]);
      expect(worst).toBeGreaterThanOrEqual(4.5);
      if (scheme === "dark") expect(paper).toBeLessThan(0.05);
      else expect(paper).toBeGreaterThan(0.9);
      if (process.env["DIFF_SCREENSHOTS"]) {
        await tab.screenshot({
          path: path.join(process.env["DIFF_SCREENSHOTS"], `${size}-${scheme}.png`),
          fullPage: true,
        });
      }
    });
  });

  it("shows every change in one table, approvals first", async () => {
    const page = await open(diff);
    expect(await shownRows(page)).toBe(diff.changes.length);
    expect(await count(page)).toBe(`${diff.changes.length} changes`);
    const paths = await page.locator("td.where > code:first-child").allTextContents();
    const folded = await page.locator(".fold li > code:first-child").allTextContents();
    expect([...paths, ...folded].sort()).toEqual(diff.changes.map((change) => change.path).sort());
    const standing = new Set(paths);
    expect(paths).toEqual(diff.changes.map(({ path: at }) => at).filter((at) => standing.has(at)));
    expect(await page.title()).toBe(`Codex protocol 0.154.0 → ${diff.after.runtimeVersion ?? ""}`);
    expect(await page.locator("tbody th").allTextContents()).toEqual([
      `Approvals, permissions, sandbox ${diff.summary.approval}`,
      expect.stringMatching(/^Breaking \d+$/),
      expect.stringMatching(/^Breaking only with the experimental API \d+$/),
      expect.stringMatching(/^Compatible \d+$/),
      expect.stringMatching(/^Words \d+$/),
    ]);
  });

  it("the picture has a bar for each area that grew or shrank, as long as what came and went", async () => {
    const page = await open(few);
    await page.locator(".more > summary").click();
    const moved = few.areas.filter(({ grew }) => grew > 0);
    expect(await page.locator(".area").count()).toBe(few.areas.length);
    expect(await page.locator(".area rect.grew").count()).toBe(moved.length);
    const widths = await page
      .locator(".area rect.grew")
      .evaluateAll((bars) => bars.map((bar) => Number(bar.getAttribute("width"))));
    const [most, next] = moved;
    expect(widths[1]! / widths[0]!).toBeCloseTo(next!.grew / most!.grew, 1);
  });

  it("search: / takes the focus, words narrow the rows, Escape gives them back", async () => {
    const page = await open(diff);
    await page.keyboard.press("/");
    expect(await page.evaluate("document.activeElement.id")).toBe("search");
    await page.keyboard.type("ReviewDelivery detached");
    expect(await page.inputValue("#search")).toBe("ReviewDelivery detached");
    expect(await shownRows(page)).toBe(1);
    expect(await count(page)).toBe(`1 of ${diff.changes.length} changes`);
    expect(await page.locator("tbody:visible").count()).toBe(1);
    await page.keyboard.press("Control+A");
    await page.keyboard.type("no such thing anywhere");
    expect(await shownRows(page)).toBe(0);
    expect(await page.locator("#nothing").isVisible()).toBe(true);
    await page.keyboard.press("Escape");
    expect(await shownRows(page)).toBe(diff.changes.length);
  });

  it("types that came with a method alone are folded under it, and found there", async () => {
    const page = await open(diff);
    const fold = page
      .locator("tr", { has: page.locator("td.where", { hasText: "thread/guardianReview" }) })
      .locator(".fold");
    expect(await fold.locator("summary").textContent()).toBe("with 4 new types");
    const type = fold.locator("li", { hasText: "GuardianAssessmentOutcome" }).first();
    expect(await type.isVisible()).toBe(false);
    await page.fill("#search", "ThreadGuardianAssessment");
    expect(await type.isVisible()).toBe(false);
    expect(await fold.locator("li:visible").count()).toBe(2);
    expect(await count(page)).toBe(`2 of ${diff.changes.length} changes`);
    await page.fill("#search", "");
    expect(await fold.locator("li:visible").count()).toBe(0);
    expect(await shownRows(page)).toBe(diff.changes.length);
  });

  it("filters are reached and worked by keyboard alone, and show where the focus is", async () => {
    const page = await open(few, "narrow");
    const walked: string[] = [];
    for (let steps = 0; steps < 60; steps += 1) {
      await page.keyboard.press("Tab");
      const at = String(
        await page.evaluate(
          "(({ name, value, id, className }) => name ? `${name}=${value}` : id || className)(document.activeElement)",
        ),
      );
      walked.push(at);
      if (at === "standing=breaking") break;
    }
    expect(walked).toContain("area");
    expect(walked.at(-1)).toBe("standing=breaking");
    expect(
      await page.evaluate("getComputedStyle(document.activeElement.nextElementSibling).outlineStyle"),
    ).toBe("solid");
    await page.keyboard.press("Space");
    expect(await shownRows(page)).toBe(few.summary.breaking);
    expect(await count(page)).toBe(`${few.summary.breaking} of ${few.changes.length} changes`);
    await page.keyboard.press("Space");
    expect(await shownRows(page)).toBe(few.changes.length);
  });

  it("filters of one kind add up, of two kinds narrow; an area is one; the view has an address", async () => {
    const page = await open(few);
    await page.getByLabel("Added", { exact: true }).check();
    await page.getByLabel("Removed", { exact: true }).check();
    expect(await shownRows(page)).toBe(few.summary.added + few.summary.removed);
    await page.getByLabel("Approvals", { exact: true }).check();
    const expected = few.changes.filter(
      ({ approval, change, aspect }) => approval && change !== "changed" && aspect !== "docs",
    );
    expect(await shownRows(page)).toBe(expected.length);
    await page.locator('.area[data-area="thread"]').press("Enter");
    const inThread = expected.filter(({ area }) => area === "thread");
    expect(await shownRows(page)).toBe(inThread.length);

    const hash = String(await page.evaluate("location.hash"));
    const other = await watched(browser.newPage());
    await other.goto(urlOf(few) + hash);
    expect(await shownRows(other)).toBe(inThread.length);
    await other.getByRole("button", { name: "Clear" }).click();
    expect(await shownRows(other)).toBe(few.changes.length);
    expect(await other.evaluate("location.hash")).toBe("");
    await other.close();
  });

  it("says to assistive technology what everything is", async () => {
    const page = await open(few);
    const unnamed = await page.evaluate(
      "[...document.querySelectorAll('input, button')].filter((one) => !(one.getAttribute('aria-label') || one.labels?.[0]?.textContent || one.textContent).trim()).length",
    );
    expect(unnamed).toBe(0);
    expect(await page.locator("#count").getAttribute("aria-live")).toBe("polite");
    expect(await page.getByRole("searchbox", { name: "Search the changes" }).count()).toBe(1);
    expect(await page.getByRole("group", { name: "Judgement" }).count()).toBe(1);
  });

  it("saves the diff as JSON", async () => {
    const page = await open(few);
    const saved = page.waitForEvent("download");
    await page.getByRole("button", { name: "Save JSON" }).click();
    const json = await readFile(await (await saved).path(), "utf8");
    expect(JSON.parse(json)).toEqual(few);
  });

  it("can be read where scripts do not run", async () => {
    const context = await browser.newContext({ javaScriptEnabled: false });
    const page = await context.newPage();
    await page.goto(urlOf(few));
    const rows = await page.locator("tr[data-standing]:visible").count();
    expect(rows + (await page.locator(".fold li").count())).toBe(few.changes.length);
    await page.locator(".fold > summary").first().click();
    expect(await page.locator(".fold li:visible").count()).toBeGreaterThan(0);
    expect(await page.locator("#search").isVisible()).toBe(false);
    await context.close();
  });
});

const UNFOLD = `
  for (const box of document.querySelectorAll(".chip:first-of-type input")) box.checked = true;
  for (const details of document.querySelectorAll("td details")) details.open = true;
`;

/** Elements of which something lies outside of the window. */
const STICKING_OUT = `[...document.querySelectorAll("body *")]
  .filter((one) => one.getClientRects().length > 0 && !one.closest("thead, .chip input"))
  .filter((one) => { const { left, right } = one.getBoundingClientRect(); return left < -0.5 || right > innerWidth + 0.5; })
  .map((one) => one.outerHTML.slice(0, 120))`;

/** Pieces of names that stand on two lines, where each would fit on one. */
const CUT_WORDS = `[...document.querySelectorAll(".where code, .why code")]
  .flatMap((code) => [...code.childNodes].map((node) => ({ code, node, range: document.createRange() })))
  .filter(({ node }) => node.nodeType === 3 && !/\\s/.test(node.data))
  .filter(({ node, range }) => { range.selectNodeContents(node); return range.getClientRects().length > 1; })
  .map(({ node }) => node.data)`;

/** The contrast of every text with what lies behind it, as WCAG reckons it. */
const CONTRASTS = `(() => {
  const parse = (color) => (color.match(/[\\d.]+/g) ?? []).map(Number);
  const luminance = ([r, g, b]) => [r, g, b]
    .map((part) => part / 255)
    .map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4))
    .reduce((sum, part, index) => sum + part * [0.2126, 0.7152, 0.0722][index], 0);
  const behind = (element) => {
    for (let at = element; at; at = at.parentElement) {
      const color = parse(getComputedStyle(at).backgroundColor);
      if (color.length === 3 || color[3] === 1) return color;
    }
    return [255, 255, 255];
  };
  const contrast = (a, b) => { const [low, high] = [luminance(a), luminance(b)].sort((x, y) => x - y); return (high + 0.05) / (low + 0.05); };
  const texts = [...document.querySelectorAll("body *")].filter((one) =>
    one.getClientRects().length > 0 && !one.matches("script, style") && [...one.childNodes].some((node) => node.nodeType === 3 && node.data.trim()));
  const measured = texts.map((one) => ({ one, value: contrast(parse(getComputedStyle(one).color), behind(one)) }));
  const faint = measured.filter(({ value }) => value < 4.5).map(({ one, value }) => value.toFixed(2) + " " + one.outerHTML.slice(0, 100));
  return { worst: Math.min(...measured.map(({ value }) => value)), faint: [...new Set(faint)], paper: luminance(behind(document.body)) };
})()`;
