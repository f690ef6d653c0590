import { describe, expect, it } from "vitest";
import type { ProtocolDiff, Uses } from "../../../src/diff/diff.js";
import { diffProtocols } from "../../../src/diff/diff-protocols.js";
import { renderGithub, SUMMARY_LIMIT } from "../../../src/diff/render/github.js";
import { renderMarkdown } from "../../../src/diff/render/markdown.js";
import { object, params, protocol, ref, string, type Sketch } from "../../support/diff/build.js";

function asked(fields: readonly string[]): Sketch {
  return {
    types: { P: object(Object.fromEntries(fields.map((field) => [field, string]))) },
    clientRequests: [{ method: "a/b", params: params(ref("P")) }],
  };
}

/** A diff of fields that are gone, which breaks callers, or that came, which does not; each used where `uses` says. */
function diffOf(
  gone: readonly string[],
  come: readonly string[],
  uses?: (field: string) => Uses,
): ProtocolDiff {
  const diff = diffProtocols(protocol(asked(gone)), protocol(asked(come.map((field) => `${field}?`))));
  if (uses === undefined) return diff;
  return {
    ...diff,
    changes: diff.changes.map((change) => ({ ...change, uses: uses(change.fields[0] ?? "") })),
    usedBy: { tree: "src", typed: true, files: 1, unread: 0, unused: 3, inDoubt: 0 },
  };
}

const used = (doubt: string | null, ...lines: readonly number[]): Uses => ({
  doubt,
  places: lines.map((line) => ({ file: "src/app.ts", line, column: 5 })),
});

/** `error 3 P.x`: the kind, the line and the end of the title of each command. */
function commandsIn(text: string): readonly string[] {
  return text
    .split("\n")
    .flatMap(
      (line) =>
        /^::(\w+) (?:file=[^,]*,line=(\d+),col=\d+,)?title=[^:]*%3A ([^:]*)::/.exec(line)?.slice(1, 4) ?? [],
    )
    .reduce<string[]>((all, part, index) => {
      if (index % 3 === 0) return [...all, part];
      return [...all.slice(0, -1), `${all.at(-1) ?? ""} ${part}`];
    }, []);
}

describe("workflow commands", () => {
  it("stand on the lines that use what changed", () => {
    expect(renderGithub(diffOf(["x"], ["y"], () => used(null, 3)))).toMatchInlineSnapshot(`
      "::error file=src/app.ts,line=3,col=5,title=Codex protocol%3A field removed%3A P.x::What callers send in it is ignored or refused.%0ABefore: string%0AThe client sends it: a/b.
      ::warning file=src/app.ts,line=3,col=5,title=Codex protocol%3A new optional field%3A P.y::Callers may leave it out.%0AAfter: optional string%0AThe client sends it: a/b.
      Of 5 changes, src (1 file) uses 2; 3 that it does not use are left out. 1 breaking; the summary of the step has all that is told of.
      "
    `);
  });

  it("name no file where no tree was given", () => {
    expect(renderGithub(diffOf(["x"], []))).toMatch(/^::error title=/);
    expect(renderGithub(diffOf([], []))).toBe(
      "Nothing changed. 0 breaking; the summary of the step has all that is told of.\n",
    );
  });

  it("are as many of each kind as GitHub shows: each change once before any twice, what is in doubt last", () => {
    const uses = (field: string) => (field === "a" ? used("a spread", 1, 2) : used(null, 7, 8));
    expect(commandsIn(renderGithub(diffOf(["a", "b", "c"], [], uses)))).toEqual([
      "error 7 P.b",
      "error 7 P.c",
      "error 1 P.a",
      "error 8 P.b",
      "error 8 P.c",
      "error 2 P.a",
    ]);
    const many = Array.from({ length: 30 }, (_, index) => `f${index}`);
    const kinds = commandsIn(renderGithub(diffOf(many, ["y"], uses))).map((one) => one.split(" ")[0]);
    expect(kinds).toEqual([...Array<string>(10).fill("error"), "warning", "warning"]);
  });

  it("say that a use is in doubt, and why", () => {
    expect(renderGithub(diffOf(["x"], [], () => used("a spread", 1)))).toContain(
      "::May be used here: a spread.%0A",
    );
  });

  it("cannot be left, whatever the schema or a file is called", () => {
    const hostile = "100%\r\n::error::x,y:z";
    const uses: Uses = { doubt: hostile, places: [{ file: hostile, line: 1, column: 1 }] };
    const text = renderGithub(diffOf([hostile], [], () => uses));
    const name = "100%25%0D%0A%3A%3Aerror%3A%3Ax%2Cy%3Az";
    expect(text.split("\n")).toHaveLength(3);
    expect(text).toContain(
      `::error file=${name},line=1,col=1,title=Codex protocol%3A field removed%3A P.${name}::`,
    );
    expect(text).toContain("May be used here: 100%25%0D%0A::error::x,y:z.");
  });
});

it("the summary of a step is cut to its room, and says so", () => {
  const many = Array.from({ length: 400 }, (_, index) => `field${index}`);
  const diff = diffOf(many, [], (field) =>
    used(null, ...Array.from({ length: 9 }, (_, line) => field.length + line)),
  );
  const whole = renderMarkdown(diff, SUMMARY_LIMIT);
  expect(whole).not.toContain("cut for length");
  const cut = renderMarkdown(diff, 20_000);
  expect(Buffer.byteLength(cut)).toBeLessThanOrEqual(20_000);
  expect(cut).toMatch(/… and \d+ more, cut for length/);
});
