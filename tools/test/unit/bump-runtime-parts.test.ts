import type { ProtocolDiff } from "@codex-typed/codegen";
import { describe, expect, it } from "vitest";
import { parseArguments } from "../../bump-runtime/arguments.js";
import { boundedMarkdown } from "../../bump-runtime/bounded.js";
import { changesetText, releaseStep } from "../../bump-runtime/changeset.js";
import { decisionsOf, decisionsText } from "../../bump-runtime/decisions.js";
import { withPin } from "../../bump-runtime/pins.js";
import { Progress } from "../../bump-runtime/progress.js";
import { newReadingLimits } from "../../bump-runtime/reading-limits.js";
import {
  compareVersions,
  resolveTarget,
  skippedReleases,
  type Published,
} from "../../bump-runtime/target-version.js";
import { changesetFile, refuseForeignChanges } from "../../bump-runtime/tree.js";

const published: Published = {
  versions: ["0.9.0", "0.166.0", "0.169.0", "0.169.0-linux-x64", "0.170.0-alpha.2", "0.170.0", "0.171.0"],
  tags: { latest: "0.171.0", alpha: "0.170.0-alpha.2" },
};

describe("the target", () => {
  it.each<[wanted: string, pinned: string, want: string | undefined]>([
    ["0.170.0", "0.169.0", "0.170.0"],
    ["0.166.0", "0.169.0", "0.166.0"],
    ["0.169.0", "0.169.0", undefined],
    ["0.170.0-alpha.2", "0.169.0", "0.170.0-alpha.2"],
    ["latest", "0.169.0", "0.171.0"],
    ["latest", "0.171.0", undefined],
    ["latest", "0.172.0", undefined],
    ["next-newest", "0.166.0", "0.169.0"],
    ["next-newest", "0.169.0", "0.170.0"],
    ["next-newest", "0.171.0", undefined],
    ["alpha", "0.169.0", "0.170.0-alpha.2"],
    ["alpha", "0.170.0", undefined],
  ])("%s, with %s pinned, is %s", (wanted, pinned, want) => {
    expect(resolveTarget(wanted, pinned, published)).toBe(want);
  });

  it.each<[wanted: string, says: string]>([
    ["0.999.0", "0.999.0 is not a published runtime. The newest are 0.169.0, 0.170.0, 0.171.0."],
    ["0.169.0-linux-x64", "is not a published runtime"],
    ["newest", "newest is neither a version nor one of latest, alpha, next-newest."],
    ["toString", "is neither a version"],
  ])("%s is refused", (wanted, says) => {
    expect(() => resolveTarget(wanted, "0.169.0", published)).toThrow(says);
  });

  it.each<[pinned: string, target: string, want: readonly string[]]>([
    ["0.9.0", "0.9.2", []],
    ["0.9.0", "0.10.1", ["0.9.2"]],
    ["0.9.2", "0.12.0", ["0.10.11", "0.11.0"]],
    ["0.9.2", "0.12.0-alpha.1", ["0.10.11", "0.11.0"]],
    ["0.10.11", "0.12.0", ["0.11.0"]],
    ["0.12.0", "0.9.0", []],
  ])("from %s to %s leaps over the last patches of %j", (pinned, target, want) => {
    const versions = [
      "0.10.9",
      "0.10.11",
      "0.9.0",
      "0.9.2",
      "0.9.2-linux-x64",
      "0.11.0",
      "0.11.1-beta.1",
      "0.12.0",
    ];
    expect(skippedReleases(pinned, target, { versions })).toEqual(want);
  });

  it("is found in the order of versions, not of letters", () => {
    const ordered = ["0.9.0", "0.170.0-alpha.2", "0.170.0-alpha.10", "0.170.0-beta.1", "0.170.0", "1.0.0"];
    expect([...ordered].reverse().sort(compareVersions)).toEqual(ordered);
  });
});

describe("the command line", () => {
  it.each<[string, string[], object | "help"]>([
    ["a version", ["0.170.0"], { version: "0.170.0", verify: true, changeset: true, report: undefined }],
    ["what pnpm hands on", ["--", "latest"], { version: "latest" }],
    [
      "every flag",
      ["latest", "--no-verify", "--no-changeset", "--report", "a.json"],
      { verify: false, changeset: false, report: "a.json" },
    ],
  ])("takes %s", (_, given, want) => {
    expect(parseArguments(given)).toMatchObject(want as object);
  });

  it("gives help", () => {
    expect(parseArguments(["--help"])).toBe("help");
  });

  it.each<[string, string[], string]>([
    ["no version", [], "No version is given."],
    ["two versions", ["1.0.0", "latest"], "One version at a time: 1.0.0, latest."],
    ["an unknown flag", ["latest", "--force"], "--force"],
  ])("refuses %s", (_, given, says) => {
    expect(() => parseArguments(given)).toThrow(says);
  });
});

it("sets the pin and no other byte", () => {
  const manifest = '{\n\t"dependencies": { "@openai/codex":  "0.169.0", "ws": "8.0.0" }\r\n}';
  expect(withPin(manifest, "0.170.0")).toBe(manifest.replace("0.169.0", "0.170.0"));
  expect(withPin(withPin(manifest, "0.170.0"), "0.169.0")).toBe(manifest);
});

describe("the tree", () => {
  it("may hold what a bump writes, and what makes room for the new runtime", () => {
    refuseForeignChanges(
      [
        "packages/client/package.json",
        "packages/codegen/src/surface/table.ts",
        "pnpm-lock.yaml",
        changesetFile("1.2.3"),
      ],
      "1.2.3",
    );
  });

  it("may hold nothing else", () => {
    const foreign = ["README.md", ".changeset/other.md", "tools/test-all.ts"];
    expect(() => {
      refuseForeignChanges([...foreign, "pnpm-lock.yaml"], "1.2.3");
    }).toThrow(
      /Commit or stash them first:\n {2}README.md\n {2}\.changeset\/other.md\n {2}tools\/test-all.ts$/,
    );
  });
});

describe("the changeset", () => {
  it.each([
    ["major", "0.4.0", "minor"],
    ["minor", "0.4.0", "patch"],
    ["none", "0.4.0", "patch"],
    ["major", "1.4.0", "major"],
    ["minor", "1.4.0", "minor"],
    ["none", "1.4.0", "patch"],
  ] as const)("%s is, for %s, %s", (bump, version, want) => {
    expect(releaseStep(bump, version)).toBe(want);
  });

  const content = { from: "0.1.0", to: "0.2.0", packages: { "@codex-typed/client": "minor" } as const };

  it("has the packages in front and the diff under the changelog's own headings", () => {
    const diff = "## Diff\n\n```text\n# not a heading\n```\n\n### Breaking (1)\n";
    expect(changesetText({ ...content, diff })).toBe(
      '---\n"@codex-typed/client": minor\n---\n\nThe runtime is codex 0.2.0 (was 0.1.0).\n\n' +
        "##### Diff\n\n```text\n# not a heading\n```\n\n###### Breaking (1)\n",
    );
  });

  it("is bounded, and says so", () => {
    const text = changesetText({ ...content, diff: "| a row of a long table |\n".repeat(5000) });
    expect(text.length).toBeLessThan(13_000);
    expect(text).toMatch(/\| a row of a long table \|\n\n_Cut here\. .* 0\.1\.0 and 0\.2\.0\._\n$/);
  });
});

describe("bounded Markdown", () => {
  it("closes what is open where it is cut", () => {
    const text = `<details><summary>a</summary>\n\n${"line\n".repeat(200)}</details>\n`;
    const cut = boundedMarkdown(text, 600, "_Cut._");
    expect(cut.length).toBeLessThanOrEqual(600);
    expect(cut).toMatch(/line\n<\/details>\n\n_Cut\._$/);
    expect(boundedMarkdown(`\`\`\`text\n${"line\n".repeat(200)}\`\`\`\n`, 600, "_Cut._")).toMatch(
      /line\n```\n\n_Cut\._$/,
    );
  });

  it("leaves what is short enough", () => {
    expect(boundedMarkdown("short\n", 6, "_Cut._")).toBe("short\n");
  });
});

it("lists decisions up to a limit", () => {
  expect(
    decisionsText(
      [
        { question: "Which?", items: ["a", "b", "c"] },
        { question: "Why?", items: ["d"] },
      ],
      2,
    ),
  ).toBe("Which?\n  - a\n  - b\n  - and 1 more\n\nWhy?\n  - d");
});

it("asks about what could not be read exactly, from the lists of it", () => {
  const diff = { changes: [] } as unknown as ProtocolDiff;
  const none = { from: "0.1.0", diff, notExposed: [], mentions: [], verified: true };
  const limits = { wider: ["T: not, any string (/definitions/T)"], unknownResults: ["a/b", "c/d"] };
  expect(decisionsOf({ ...none, limits: { wider: [], unknownResults: [] } })).toEqual([]);
  expect(decisionsOf({ ...none, limits })).toEqual([
    { question: expect.stringMatching(/^Answers of unknown type: /), items: limits.unknownResults },
    { question: expect.stringMatching(/^Read wider than the schema says: /), items: limits.wider },
  ]);
});

it("what was read wider than the schema says is told where it is new: shapes one by one, bounds by their number", () => {
  const none = { wider: [], unknownResults: [] };
  expect(newReadingLimits(none, none)).toEqual(none);
  const shape = {
    pointer: "/definitions/T/oneOf/0/not",
    keyword: "not",
    definition: "T",
    kind: "shape",
    note: "any string",
  } as const;
  const other = { ...shape, note: "any number" };
  const whole = { ...shape, pointer: "/definitions/T/a/type", keyword: "type", kind: "bound" } as const;
  const after = { wider: [shape, other, whole, { ...whole, pointer: "/b" }], unknownResults: ["a/b"] };
  const moved = { ...shape, pointer: "/definitions/T/oneOf/3/not" };
  expect(newReadingLimits({ ...none, wider: [moved] }, after)).toEqual({
    wider: ["T: not, any number (/definitions/T/oneOf/0/not)", "bounds that no type expresses: integer (2)"],
    unknownResults: ["a/b"],
  });
  expect(newReadingLimits(after, after)).toEqual(none);
});

describe("progress", () => {
  const shown = async (isTTY: boolean, fails: boolean): Promise<string> => {
    let text = "";
    const progress = new Progress({ isTTY, write: (chunk) => (text += chunk) });
    await progress
      .step(
        "a step",
        async (print) => {
          print("a line");
          if (fails) throw new Error("no");
          return 2;
        },
        (result) => `${result} things`,
      )
      .catch(() => undefined);
    return text;
  };

  it("is one line for each step where nobody watches", async () => {
    expect(await shown(false, false)).toMatch(/^ {4}a line\n✔ a step \(\d+\.\d s\): 2 things\n$/);
    expect(await shown(false, true)).toMatch(/^ {4}a line\n✖ a step \(\d+\.\d s\)\n$/);
  });

  it("shows on a terminal what is running, and takes it away again", async () => {
    const text = await shown(true, false);
    expect(text).toContain("… a step (0 s)");
    // oxlint-disable-next-line no-control-regex
    expect(text).toMatch(/\r\u001b\[2K✔ a step \(\d+\.\d s\): 2 things\n$/);
  });
});
