import { afterEach, describe, expect, it, vi } from "vitest";
import { main } from "../../../src/cli.js";
import manifest from "../../../package.json" with { type: "json" };

afterEach(() => {
  vi.restoreAllMocks();
});

/** What `main` writes to stdout and to stderr. */
async function run(...args: readonly string[]) {
  const out = vi.spyOn(process.stdout, "write").mockImplementation(() => true);
  const err = vi.spyOn(process.stderr, "write").mockImplementation(() => true);
  const code = await main(args);
  const text = (spy: typeof out) => spy.mock.calls.map(([chunk]) => String(chunk)).join("");
  return { code, out: text(out), err: text(err) };
}

describe("--help", () => {
  it.each([
    ["the program", [], [0, 1, 2], "npx codex-codegen diff OLD NEW"],
    ["generate", ["generate"], [0, 2], "npx codex-codegen generate --out src/generated"],
    ["check", ["check"], [0, 1, 2], "npx codex-codegen check --out src/generated"],
    ["diff", ["diff"], [0, 1, 2], "npx codex-codegen diff OLD NEW --format html > diff.html"],
    ["history", ["history"], [0, 2], "npx codex-codegen history --format html > history.html"],
  ] as const)(
    "of %s: exit codes, an example, and where the docs are",
    async (_name, command, codes, example) => {
      const { code, out, err } = await run(...command, "--help");
      expect({ code, err }).toEqual({ code: 0, err: "" });
      const [, said = ""] = /\nExit codes:\n((?: .*\n)+)/.exec(out) ?? [];
      expect(said.match(/^ {2}\d(?= {2}\w)/gm)?.map(Number)).toEqual(codes);
      expect(out).toContain(`  ${example}  `);
      expect(out).toMatch(new RegExp(`\\nDocs: ${manifest.homepage}\\n$`));
    },
  );

  it("is not thrown at whoever mistypes a flag: one line says what is wrong, one where help is", async () => {
    const { code, out, err } = await run("diff", "--nonsense");
    expect({ code, out }).toEqual({ code: 2, out: "" });
    expect(err.trim().split("\n")).toEqual([
      "error: unknown option '--nonsense'",
      "`--help` says what there is.",
    ]);
  });
});
