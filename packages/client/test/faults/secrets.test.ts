import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { inspect } from "node:util";
import { afterAll, describe, expect, test, vi } from "vitest";
import { Codex, type RuntimeOptions } from "../../src/index.js";

vi.unmock("../../src/transport/stdio/stdio.js");

const folder = mkdtempSync(join(tmpdir(), "codex-typed-secrets-"));
afterAll(() => rmSync(folder, { recursive: true }));

const secret = "s3cr3t-t0k3n";
const given = {
  env: { PATH: process.env["PATH"], OPENAI_API_KEY: secret, [`${secret}_NAME`]: "x" },
  config: { model_providers: { mine: { http_headers: { Authorization: `Bearer ${secret}` } } } },
  args: ["--token", secret],
};

/** All that can be read out of an error: hidden members, causes, stacks. */
function everythingIn(error: unknown): string {
  const own = (value: unknown): unknown =>
    value instanceof Error
      ? Object.fromEntries(Reflect.ownKeys(value).map((key) => [String(key), own(Reflect.get(value, key))]))
      : value;
  return [
    inspect(error, { depth: 20, showHidden: true, maxStringLength: null }),
    JSON.stringify(own(error)),
    JSON.stringify(error),
    String(error),
  ].join("\n");
}

// The programs are shell scripts.
describe.skipIf(process.platform === "win32")(
  "no error holds the environment, the arguments or the configuration",
  () => {
    function file(name: string, content: string, mode = 0o755): string {
      const path = join(folder, name);
      writeFileSync(path, content, { mode });
      return path;
    }

    test.each<[string, () => RuntimeOptions, string]>([
      ["there is no binary", () => ({ path: join(folder, "nowhere") }), "RuntimeNotFoundError"],
      ["it may not be executed", () => ({ path: file("plain", "", 0o644) }), "RuntimeNotFoundError"],
      [
        "its interpreter is missing",
        () => ({ path: file("script", "#!/nowhere/sh\n") }),
        "RuntimeNotFoundError",
      ],
      [
        "it exits",
        () => ({ path: file("exits", "#!/bin/sh\necho no >&2\nexit 3\n") }),
        "ConnectionClosedError",
      ],
      [
        "it speaks something else",
        () => ({ path: file("speaks", "#!/bin/sh\necho usage\ncat >/dev/null\n") }),
        "ProtocolError",
      ],
      ["there is no such directory", () => ({ cwd: join(folder, "nowhere") }), "UsageError"],
      ["an argument cannot be passed", () => ({ args: [`${secret}\0`] }), "UsageError"],
      ["a variable cannot be passed", () => ({ env: { TOKEN: `${secret}\0` } }), "UsageError"],
      ["a variable is too long", () => ({ env: { TOKEN: secret.repeat(200_000) } }), "UsageError"],
      ["a setting cannot be printed", () => ({ config: { model: `${secret}\ud800` } }), "UsageError"],
    ])("where %s", async (_, runtime, name) => {
      const error: unknown = await Codex.connect({ runtime: { ...given, ...runtime() } }).catch(
        (reason: unknown) => reason,
      );
      expect(error).toMatchObject({ name });
      expect(everythingIn(error)).not.toContain(secret);
    });
  },
);
