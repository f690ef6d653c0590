import { describe, expect, it } from "vitest";

import type { TomlTable } from "../../../src/connect/toml.js";
import { UsageError } from "../../../src/errors/usage-error.js";
import { mergeToml, printToml } from "../../../src/testing/toml.js";
import { RuntimeDriver, record } from "./runtime-driver.js";
import { startTestRuntime } from "../../../src/testing/index.js";

describe("printToml", () => {
  it.each<[string, { given: TomlTable; want: string }]>([
    [
      "plain values",
      { given: { a: "x", b: 1, c: 1.5, d: true }, want: 'a = "x"\nb = 1\nc = 1.5\nd = true\n' },
    ],
    ["values before tables", { given: { t: { x: 1 }, a: 2 }, want: "a = 2\n\n[t]\nx = 1\n" }],
    ["tables in tables", { given: { a: { b: { c: 1 } } }, want: "\n[a]\n\n[a.b]\nc = 1\n" }],
    ["empty tables", { given: { a: {} }, want: "\n[a]\n" }],
    [
      "keys that need quotes",
      { given: { "a b": { "c.d": 1, "": 2, 'q"': 3 } }, want: '\n["a b"]\n"c.d" = 1\n"" = 2\n"q\\"" = 3\n' },
    ],
    [
      "arrays",
      { given: { a: [1, ["x"], { k: "v", n: [] }] }, want: 'a = [1, ["x"], { k = "v", n = [] }]\n' },
    ],
    [
      "strings with escapes",
      {
        given: { a: 'C:\\x "y"\n\t\u0000\u007fé😀' },
        want: 'a = "C:\\\\x \\"y\\"\\n\\t\\u0000\\u007fé😀"\n',
      },
    ],
    [
      "odd numbers",
      {
        given: { a: -0, b: 1e21, c: 1e-7, d: Infinity, e: -Infinity, f: NaN },
        want: "a = -0.0\nb = 1e+21\nc = 1e-7\nd = inf\ne = -inf\nf = nan\n",
      },
    ],
  ])("prints %s", (_, { given, want }) => {
    expect(printToml(given)).toBe(want);
  });

  it("refuses half a surrogate pair", () => {
    expect(() => printToml({ a: "\ud800" })).toThrow(UsageError);
  });

  it("prints what the real runtime reads back", async () => {
    const odd = 'C:\\x "y"\n\t\u0001\u007f é😀 \' # = [z]';
    const config: TomlTable = {
      model_providers: {
        "odd.one b": { name: odd, base_url: "http://127.0.0.1:9/v1", query_params: { 'k"': odd } },
      },
      project_doc_fallback_filenames: [odd, "b"],
    };
    await using test = await startTestRuntime({ config });
    await using driver = await RuntimeDriver.start(test.runtime);
    const read = record((await driver.request("config/read", {}))["config"]);
    expect(read).toMatchObject({ model: "mock-model", sandbox_mode: "workspace-write", ...config });
  });
});

describe("mergeToml", () => {
  it("merges tables and replaces all else", () => {
    const base: TomlTable = { a: 1, t: { x: 1, y: [1] }, u: 1 };
    expect(mergeToml(base, { t: { y: [2], z: 3 }, u: { v: 1 } })).toEqual({
      a: 1,
      t: { x: 1, y: [2], z: 3 },
      u: { v: 1 },
    });
    expect(mergeToml(base, {})).toEqual(base);
  });
});
