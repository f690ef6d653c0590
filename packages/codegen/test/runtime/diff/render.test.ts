import { beforeAll, describe, expect, it } from "vitest";
import { bumpFor } from "../../../src/diff/bump.js";
import type { ProtocolDiff } from "../../../src/diff/diff.js";
import { diffProtocols } from "../../../src/diff/diff-protocols.js";
import { renderHtml } from "../../../src/diff/render/html.js";
import { renderJson } from "../../../src/diff/render/json.js";
import { MARKDOWN_LIMIT, renderMarkdown } from "../../../src/diff/render/markdown.js";
import { pinnedProtocol, releaseProtocol } from "../../support/protocols.js";
import { object, params, protocol, ref, string, values, type Sketch } from "../../support/diff/build.js";

function diffOf(before: Sketch, after: Sketch): ProtocolDiff {
  return diffProtocols(protocol(before), protocol(after));
}

let large: ProtocolDiff;
beforeAll(async () => {
  large = diffProtocols(await releaseProtocol("0.131.0"), await pinnedProtocol());
}, 60_000);

const HOSTILE = "</script><img src=x onerror=alert(1)> | `a` ``b`` @everyone <!-- \n## x";

/** Schema words that try to be markup wherever the schema's words stand. */
const hostile = diffOf(
  {
    types: { T: object({ a: { type: string, doc: "Old." } }), E: values("x") },
    clientRequests: [{ method: "a/b", params: params(ref("T")), result: ref("E") }],
  },
  {
    types: {
      T: object({ a: { type: string, doc: HOSTILE }, [`${HOSTILE}?`]: string }),
      E: values("x", HOSTILE),
      [HOSTILE]: string,
    },
    clientRequests: [{ method: "a/b", params: params(ref("T")), result: ref("E") }, { method: HOSTILE }],
  },
);

describe("the semantic version step", () => {
  const asked = (method: string, doc?: string): Sketch => ({ clientRequests: [{ method, doc }] });
  it.each<[string, Sketch, Sketch]>([
    ["major", asked("a"), {}],
    ["minor", {}, asked("a")],
    ["patch", asked("a", "Old."), asked("a", "New.")],
    ["none", asked("a"), asked("a")],
    ["minor", { clientRequests: [{ method: "a", experimental: true }] }, {}],
  ])("%s", (bump, before, after) => {
    const diff = diffOf(before, after);
    expect(diff.bump).toBe(bump);
    expect(bumpFor(diff)).toBe(bump);
  });
});

describe("JSON", () => {
  it("is the diff, field for field, in its documented form", () => {
    expect(JSON.parse(renderJson(large))).toEqual(large);
    expect(large.formatVersion).toBe(1);
    const { summary, changes } = large;
    expect(summary.added + summary.removed + summary.changed + summary.docs).toBe(summary.total);
    expect(summary.total).toBe(changes.length);
    for (const change of changes) {
      expect(change.breakingForOptIn || !change.breaking).toBe(true);
      expect(change.judgements.length).toBeGreaterThan(0);
    }
  });

  it("puts approval-relevant changes first, and breaking ones next", () => {
    const weights = large.changes.map(({ approval, breaking }) => (approval ? 0 : breaking ? 1 : 2));
    expect(weights).toEqual([...weights].sort());
  });
});

describe("Markdown", () => {
  it("of hundreds of changes fits a comment, and says what it leaves out", () => {
    const text = renderMarkdown(large);
    expect(Buffer.byteLength(text)).toBeLessThanOrEqual(MARKDOWN_LIMIT);
    expect(text).toMatch(/… and \d+ more, cut for length/);
    expect(text.match(/<details>/g)?.length).toBe(text.match(/<\/details>/g)?.length);
    const headings = [...text.matchAll(/^###? (.*?)(?: \(\d+\))?$/gm)].map(([, title]) => title);
    expect(headings).toEqual([
      expect.stringMatching(/^Protocol diff: codex `0\.131\.0` → `\d+\.\d+\.\d+`$/),
      "What grew and shrank",
      "Approvals, permissions, sandbox",
      "Breaking",
      "Breaking only with the experimental API",
      "Compatible",
      "Words",
    ]);
    const { approval, breaking } = large.summary;
    expect(text).toContain(`### Approvals, permissions, sandbox (${approval})`);
    expect(text.match(/^\| \*\*breaking\*\* /gm)).toHaveLength(breaking);
  });

  it("fits even where one change is longer than a comment", () => {
    const long = object(
      Object.fromEntries(Array.from({ length: 3000 }, (_, index) => [`sandbox${index}`, string])),
    );
    const T = (type: typeof long): Sketch => ({
      types: { T: type },
      clientRequests: [{ method: "a/b", params: params(ref("T")) }],
    });
    const text = renderMarkdown(diffOf(T(object({})), T(long)));
    expect(Buffer.byteLength(text)).toBeLessThanOrEqual(MARKDOWN_LIMIT);
    expect(text).toMatch(/… and \d+ more/);
  });

  it("keeps every cell in its table and every word of the schema a word", () => {
    const text = renderMarkdown(hostile);
    const tables = text.split("\n\n").filter((block) => block.includes("\n|---"));
    for (const table of tables) {
      const rows = table.split("\n").filter((line) => line.startsWith("|"));
      const cells = rows.map((row) => row.split(/(?<!\\)\|/).length);
      expect(new Set(cells).size).toBe(1);
    }
    // Outside of code spans there is no markup but ours.
    const outside = text.replace(/(`+)(?!`).*?(?<!`)\1(?!`)/g, "");
    expect(outside).not.toMatch(/script|onerror|@everyone|<!--/);
  });

  it("of nothing is one line", () => {
    expect(renderMarkdown(diffOf({}, {}))).toBe(
      "## Protocol diff: codex `schema folder (before)` → `schema folder (after)`\n\nNothing changed.\n",
    );
  });

  it("reads so", () => {
    const before: Sketch = {
      types: { P: object({ mode: values("a", "b") }) },
      clientRequests: [{ method: "thread/start", params: params(ref("P")) }],
    };
    const after: Sketch = {
      types: {
        P: object({ mode: values("a"), "sandbox?": string, limit: { type: string, experimental: true } }),
      },
      clientRequests: [{ method: "thread/start", params: params(ref("P")) }],
    };
    expect(renderMarkdown(diffOf(before, after))).toMatchInlineSnapshot(`
      "## Protocol diff: codex \`schema folder (before)\` → \`schema folder (after)\`

      **1 breaking** · 1 on approvals · 2 added · 1 removed · 0 changed · 0 in words only. Semantic version step: **major**.

      Changes of the experimental API (1) never count as breaking: clients have it only after opting in. For those that did, 1 more breaks.

      | | before | after |
      |---|--:|--:|
      | client requests | 1 | 1 |
      | server requests | 0 | 0 |
      | server notifications | 0 | 0 |
      | client notifications | 0 | 0 |
      | types | 1 | 1 |

      ### What grew and shrank

      Names of methods, fields, enum values and variants by area: \`█\` came, \`░\` went.

      \`\`\`text
      thread        4 → 5     +2    −1  ████████████████░░░░░░░░
      \`\`\`

      ### Approvals, permissions, sandbox (1)

      | | What | Where | Before → after | Sent by | Why |
      |---|---|---|---|---|---|
      | compatible | new optional field | \`P.sandbox\` | \`optional string\` | client: \`thread/start\` | Callers may leave it out. |

      ### Breaking (1)

      | | What | Where | Before → after | Sent by | Why |
      |---|---|---|---|---|---|
      | **breaking** | enum value removed | \`P.mode "b"\` |  | client: \`thread/start\` | Callers that send it are refused. |

      ### Breaking only with the experimental API (1)

      <details><summary>new required field (1): Callers that leave it out are refused.</summary>

      | Where | After | Sent by |
      |---|---|---|
      | \`P.limit\` _experimental_ | \`string\` | client: \`thread/start\` |

      </details>
      "
    `);
  });
});

describe("the page", () => {
  it("holds no markup but ours, and its data can be read back", () => {
    const page = renderHtml(hostile);
    const outside = page.replace(/<script type="application\/json" id="diff">(.*?)<\/script>/s, "");
    expect(outside).not.toContain("<img");
    expect(outside.match(/<script/g)).toHaveLength(1);
    const data = /<script type="application\/json" id="diff">(.*?)<\/script>/s.exec(page)?.[1] ?? "";
    expect(JSON.parse(data)).toEqual(hostile);
  });

  it("names nothing outside of itself", () => {
    const page = renderHtml(diffOf({}, { clientRequests: [{ method: "a/b" }] }));
    expect(page).not.toMatch(/https?:|@import|url\(|<iframe|<object/);
    expect(page).toMatch(/default-src 'none'/);
  });

  it("of nothing says so", () => {
    expect(renderHtml(diffOf({}, {}))).toContain("Nothing changed.");
  });
});
