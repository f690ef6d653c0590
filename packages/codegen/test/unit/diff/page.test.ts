import { describe, expect, it } from "vitest";
import { diffProtocols } from "../../../src/diff/diff-protocols.js";
import { renderHtml } from "../../../src/diff/render/html.js";
import { breakable } from "../../../src/diff/render/page/escape.js";
import { groupsOf } from "../../../src/diff/render/page/groups.js";
import { object, params, protocol, ref, string, values } from "../../support/diff/build.js";

const before = protocol({
  types: { Shared: object({ a: string }), Mode: values("x") },
  clientRequests: [{ method: "old/read", params: params(ref("Shared")), result: ref("Mode") }],
});
const after = protocol({
  types: {
    Shared: object({ a: string, "widened?": ref("InOld") }),
    Mode: values("x", "y"),
    InOld: object({ b: string }),
    NewParams: object({ inner: ref("Inner") }),
    Inner: string,
    InBoth: string,
    Unsent: string,
    AskParams: object({ both: ref("InBoth"), approvalPolicy: string }),
  },
  clientRequests: [
    { method: "old/read", params: params(ref("Shared")), result: ref("Mode") },
    { method: "new/read", params: params(ref("NewParams")), result: ref("InBoth") },
  ],
  serverNotifications: [{ method: "new/told", params: params(ref("AskParams")) }],
});
const diff = diffProtocols({ ...before, runtimeVersion: "1.0.0" }, { ...after, runtimeVersion: "1.1.0" });
const page = renderHtml(diff);

describe("the page", () => {
  it("names both versions in its title", () => {
    expect(page).toContain("<title>Codex protocol 1.0.0 → 1.1.0</title>");
  });

  it("counts in a tile what its section counts, and every change once", () => {
    const tiles = [...page.matchAll(/<li class="\w*"><b>(\d+)<\/b>/g)].map(([, count]) => Number(count));
    const sections = [...page.matchAll(/scope="colgroup">[^<]* <small>(\d+)</g)].map(([, count]) =>
      Number(count),
    );
    expect(tiles.filter((count) => count > 0)).toEqual(sections);
    expect(tiles.reduce((sum, count) => sum + count, 0)).toBe(diff.summary.total);
    expect([...page.matchAll(/<(tr|li) data-standing/g)]).toHaveLength(diff.summary.total);
  });

  it("folds new types that only new methods send under such a method, and no other", () => {
    const folded = groupsOf(diff.changes).flatMap(({ rows }) =>
      rows
        .filter((row) => row.folded.length > 0)
        .map(({ change, folded: types }) => [change.path, ...types.map(({ path }) => path)]),
    );
    expect(folded).toEqual([["new/read", "InBoth", "Inner", "NewParams"]]);
    const rows = [...page.matchAll(/<td class="where"><code>(.*?)<\/code>/g)].map(([, path = ""]) =>
      path.replaceAll("<wbr>", ""),
    );
    // An approval does not go below a method that has none, nor below what is not new.
    expect(rows).toEqual(expect.arrayContaining(["AskParams", "InOld", "Unsent", "new/read", "new/told"]));
    expect(rows).not.toContain("Inner");
  });
});

it.each([
  ["thread/start", "thread/<wbr>start"],
  [
    "ConfigRequirements.allowedSandboxModes[]",
    "Config<wbr>Requirements.<wbr>allowed<wbr>Sandbox<wbr>Modes[]",
  ],
  ["MCPServerURL", "MCP<wbr>Server<wbr>URL"],
  ["snake_case.v2{}", "snake_<wbr>case.<wbr>v2{}"],
  ["<b>.c", "&#60;b&#62;.<wbr>c"],
])("%s may break after dots and slashes and before capitals", (name, html) => {
  expect(breakable(name)).toBe(html);
});
