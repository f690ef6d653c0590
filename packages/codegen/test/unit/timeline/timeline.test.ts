import { describe, expect, it } from "vitest";
import { findRelease, requireRelease } from "../../../src/schema/archive/find-release.js";
import { compareReleases } from "../../../src/timeline/compare-releases.js";
import { stretchesOf } from "../../../src/timeline/read-stretch.js";
import { renderTimelineHtml } from "../../../src/timeline/render/html.js";
import { renderTimelineJson } from "../../../src/timeline/render/json.js";
import { renderTimelineMarkdown } from "../../../src/timeline/render/markdown.js";
import { TIMELINE_FORMAT_VERSION, type Timeline } from "../../../src/timeline/timeline.js";
import { object, params, protocol, ref, string, values } from "../../support/diff/build.js";

const first = protocol({
  types: { Mode: values("x"), Job: { type: object({ id: string }), doc: "A job." } },
  clientRequests: [{ method: "job/read", params: params(ref("Job")), result: ref("Mode") }],
});
const second = protocol({
  types: { Mode: values("x"), Job: { type: object({ id: string }), doc: "Some work." } },
  clientRequests: [{ method: "job/read", params: params(ref("Job")), result: ref("Mode") }],
});
const third = protocol({
  types: {
    Mode: values("x", "y"),
    Job: { type: object({ id: string }), doc: "Some work to do." },
    PlanParams: object({ "approvalPolicy?": string, at: ref("Moment") }),
    Moment: string,
  },
  clientRequests: [
    { method: "job/read", params: params(ref("Job")), result: ref("Mode") },
    { method: "job/plan", params: params(ref("PlanParams")), experimental: true },
  ],
  serverNotifications: [{ method: "job/ended" }],
  serverRequests: [{ method: "job/ask" }],
});

const releases = [
  { version: "1.0.0", protocol: first },
  { version: "1.1.2", protocol: second },
  { version: "1.2.0", protocol: third },
];
const compared = releases.map((release, index) => compareReleases(releases[index - 1], release));
const timeline: Timeline = {
  formatVersion: TIMELINE_FORMAT_VERSION,
  from: "1.0.0",
  to: "1.2.0",
  releases: [...compared].reverse(),
};

describe("a release beside the one before it", () => {
  it("has its sizes, and no changes where there is none before it", () => {
    expect(compared[0]).toMatchObject({
      version: "1.0.0",
      before: null,
      sizes: { requests: { stable: 1, experimental: 0 }, types: { stable: 2, experimental: 0 } },
      summary: { total: 0 },
      changes: [],
    });
    expect(compared[2]?.sizes).toEqual({
      requests: { stable: 1, experimental: 1 },
      notifications: { stable: 1, experimental: 0 },
      serverRequests: { stable: 1, experimental: 0 },
      types: { stable: 4, experimental: 0 },
    });
  });

  it("counts changes of words, and leaves them out everywhere else", () => {
    expect(compared[1]).toMatchObject({ before: "1.0.0", summary: { total: 0, docs: 1 }, changes: [] });
    const { summary, changes } = compared[2]!;
    expect(summary).toMatchObject({ total: changes.length, docs: 1, removed: 0, breaking: 1 });
    expect(changes.every(({ aspect }) => aspect !== "docs")).toBe(true);
    expect(changes.filter(({ approval }) => approval).map(({ owner }) => owner)).toEqual([
      "job/ask",
      "PlanParams",
    ]);
  });
});

describe("stretches of releases", () => {
  it.each([1, 2, 3, 5])("%i of them have each release once, each after the one before it", (count) => {
    const versions = ["a", "b", "c", "d", "e"];
    const stretches = stretchesOf(versions, count);
    expect(stretches).toHaveLength(count);
    const own = stretches.map(({ versions: all, continues }) => all.slice(continues ? 1 : 0));
    expect(own.flat()).toEqual(versions);
    expect(Math.max(...own.map(({ length }) => length))).toBeLessThan(5 / count + 1);
    for (const { versions: all, continues } of stretches.slice(1)) {
      expect(continues).toBe(true);
      expect(versions.indexOf(all[0]!)).toBe(versions.indexOf(all[1]!) - 1);
    }
  });
});

describe("a timeline in Markdown", () => {
  it("has the figures of all releases, and a section a release, the newest and its approvals first", () => {
    const lines = renderTimelineMarkdown(timeline).split("\n");
    expect(lines.filter((line) => line.startsWith("#"))).toEqual([
      "# Codex protocol, 1.0.0 to 1.2.0",
      "## 1.2.0",
      "### Approvals, permissions, sandbox (2)",
      "### Breaking (1)",
      expect.stringMatching(/^### Compatible \(\d\)$/),
      "## 1.1.2",
      "## 1.0.0",
    ]);
    expect(lines).toContain("| 1.2.0 | 1 | 1 | 1 | 1 | 4 | 6 | 1 | 2 |");
    expect(lines).toContainEqual(expect.stringMatching(/^\| 1\.0\.0 \|.*\| – \| – \| – \|$/));
    expect(lines).toContain(
      "Since 1.1.2: 6 added · **1 breaking** · 2 on approvals · 1 in words only, not listed.",
    );
    expect(lines).toContain("Since 1.0.0: nothing added, removed or changed · 1 in words only, not listed.");
    expect(lines).toContain(
      "| compatible | new request | `job/plan` _experimental_ with 1 new type: `Moment` | `PlanParams → { … }` |",
    );
  });
});

it("a timeline in JSON is the timeline", () => {
  expect(JSON.parse(renderTimelineJson(timeline))).toEqual(timeline);
});

describe("a timeline as a page", () => {
  const page = renderTimelineHtml(timeline);

  it("has a column and a section a release, linked, and each change once", () => {
    const ids = [...page.matchAll(/<details class="release" id="([^"]+)"( open)?>/g)];
    expect(ids.map(([, id, open]) => [id, open !== undefined])).toEqual([
      ["release-1.2.0", true],
      ["release-1.1.2", true],
      ["release-1.0.0", false],
    ]);
    const columns = [...page.matchAll(/<a href="#([^"]+)" aria-label="([^"]+)"/g)];
    expect(columns.map(([, id]) => id)).toEqual(["release-1.0.0", "release-1.1.2", "release-1.2.0"]);
    expect(columns.at(-1)?.[2]).toBe(
      "1.2.0: 2 requests (1 stable, 1 experimental), 1 notifications, 1 server requests, 4 types; 6 added",
    );
    expect([...page.matchAll(/<(?:tr|li) data-standing/g)]).toHaveLength(6);
  });

  it("needs nothing from elsewhere, and keeps what a schema says out of its code", () => {
    const evil = "<script>alert(1)</script>";
    const text = renderTimelineHtml({
      ...timeline,
      to: evil,
      releases: timeline.releases.map((release) => ({ ...release, version: `${release.version}"${evil}` })),
    });
    expect(text).not.toContain(evil);
    expect(text).not.toMatch(/(?:src|href)="(?!#|data:,)/);
  });
});

describe("a release is asked for", () => {
  const known = ["0.131.0", "0.142.5", "0.171.0"];

  it.each([
    ["oldest", "0.131.0"],
    ["latest", "0.171.0"],
    ["0.142.5", "0.142.5"],
    ["0.142", "0.142.5"],
    ["v0.142.5", "0.142.5"],
    ["v0.142", "0.142.5"],
    ["0.142.2", undefined],
    ["voldest", undefined],
    ["0.1", undefined],
    ["", undefined],
  ])("as %s", (asked, version) => {
    expect(findRelease(known, asked)).toBe(version);
  });

  it("and one that is not known is an error that says which are, and which patch is there", () => {
    expect(() => requireRelease(known, "0.142.2", "--from")).toThrow(
      expect.objectContaining({
        name: "CodegenError",
        found: "--from 0.142.2",
        expected: "oldest, latest, or one of 0.131.0, 0.142.5, 0.171.0",
        fix: expect.stringContaining("name 0.142.5") as string,
      }),
    );
    expect(() => requireRelease(known, "9", "--to")).toThrow(
      expect.objectContaining({ fix: expect.stringContaining("Name one of these") as string }),
    );
  });
});
