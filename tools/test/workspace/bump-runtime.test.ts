import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import {
  diffProtocols,
  renderMarkdown,
  CodegenError,
  type Protocol,
  type WiderReading,
} from "@codex-typed/codegen";
import { execa } from "execa";
import { beforeEach, describe, expect, it, onTestFinished } from "vitest";
import { bump, type BumpResult } from "../../bump-runtime/bump.js";
import { decisionsText } from "../../bump-runtime/decisions.js";
import { Progress } from "../../bump-runtime/progress.js";
import type { RuntimeTools } from "../../bump-runtime/runtime-tools.js";

const OLD = "0.169.0";
const NEW = "0.170.0";

const HISTORY = "packages/codegen/history/schemas.json.br";

const FILES: Readonly<Record<string, string>> = {
  ".gitignore": "node_modules/\ndist/\n.tshy-build/\n",
  ".changeset/config.json": "{}\n",
  "README.md": `Nothing to see.\nMeasured with ${OLD}.\n`,
  "pnpm-lock.yaml": `codex: ${OLD}\n`,
  "packages/client/package.json": `{ "version": "0.1.0",  "dependencies": { "@openai/codex": "${OLD}" } }\n`,
  "packages/client/src/generated/version.ts": `export const RUNTIME_VERSION = "${OLD}";\n`,
  "packages/client/src/generated/experimental/gone.ts": "export {};\n",
  "packages/codegen/package.json": `{ "devDependencies": { "@openai/codex": "${OLD}" } }\n`,
  "packages/codegen/src/surface/table.ts": "export {};\n",
  [HISTORY]: `${OLD}\n`,
  // Not tracked, as in the real workspace.
  "node_modules/codex": OLD,
  "packages/client/dist/index.js": `// built for ${OLD}\n`,
};

let root: string;

beforeEach(async () => {
  root = await mkdtemp(path.join(tmpdir(), "bump-test-"));
  onTestFinished(() => rm(root, { recursive: true, force: true }));
  for (const [file, text] of Object.entries(FILES)) await write(file, text);
  await git("init", "--quiet");
  await git("add", "--all");
  await git("-c", "user.name=t", "-c", "user.email=t@t", "commit", "--quiet", "--message", "all");
});

const git = (...args: string[]): Promise<{ stdout: string }> => execa("git", args, { cwd: root });
const read = (file: string): Promise<string> => readFile(path.join(root, file), "utf8");
async function write(file: string, text: string): Promise<void> {
  await mkdir(path.join(root, path.dirname(file)), { recursive: true });
  await writeFile(path.join(root, file), text);
}

/** Every file outside .git, ignored ones included: its bytes and its mode. */
async function image(): Promise<Record<string, string>> {
  const entries = await readdir(root, { recursive: true, withFileTypes: true });
  const files = entries
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(root, path.join(entry.parentPath, entry.name)))
    .filter((file) => !file.startsWith(".git/"));
  const pairs = files.sort().map(async (file) => {
    const { mode } = await stat(path.join(root, file));
    return [file, `${mode} ${await read(file)}`] as const;
  });
  return Object.fromEntries(await Promise.all(pairs));
}

const turnId = {
  name: "turnId",
  doc: undefined,
  type: { kind: "primitive", name: "string" },
  optional: false,
  defaultValue: undefined,
  experimental: false,
} as const;

function protocol(version: string): Protocol {
  const removed = {
    method: "thread/old",
    doc: undefined,
    params: { kind: "none" },
    result: { kind: "unknown" },
    pointer: "/definitions/ClientRequest/oneOf/0",
    experimental: false,
  } as const;
  return {
    runtimeVersion: version,
    file: "schema.json",
    wider: [],
    unknownResults: [],
    unusedResults: [],
    definitions: [
      {
        name: "Turn",
        doc: undefined,
        type: { kind: "object", properties: [turnId], rest: undefined },
        variantOf: undefined,
        pointer: "/definitions/Turn",
        experimental: false,
      },
    ],
    clientRequests: version === OLD ? [removed] : [],
    serverRequests: [],
    serverNotifications: [],
    clientNotifications: [],
  };
}

/** The steps of a bump on the toy workspace: each writes what its real one would. */
function toyTools(): RuntimeTools {
  const installed = (): Promise<string> => read("node_modules/codex");
  const record = async (version: string): Promise<number | undefined> => {
    const before = await read(HISTORY);
    if (version < before.trim().slice(-version.length)) return undefined;
    await write(HISTORY, `${before}${version}\n`);
    return before.length;
  };
  return {
    published: async () => ({ versions: [OLD, NEW], tags: { latest: NEW } }),
    async install() {
      const pin = /codex": "(.*?)"/.exec(await read("packages/client/package.json"))?.[1] ?? "";
      await write("pnpm-lock.yaml", `codex: ${pin}\n`);
      await write("node_modules/codex", pin);
    },
    reinstall: async () => {
      await write("node_modules/codex", (await read("pnpm-lock.yaml")).replace("codex: ", "").trim());
    },
    readProtocol: async () => protocol(await installed()),
    recordPublished: record,
    recordRelease: record,
    async generate() {
      await rm(path.join(root, "packages/client/src/generated/experimental"), { recursive: true });
      await write(
        "packages/client/src/generated/version.ts",
        `export const RUNTIME_VERSION = "${await installed()}";\n`,
      );
      await write("packages/client/src/generated/fresh.ts", "export {};\n");
      return { protocol: protocol(await installed()), notExposed: ["Thread.run: novelty"] };
    },
    printTypes: async () => new Map([["v2/Turn.ts", "export type Turn = { turnId: string, };\n"]]),
    diff: diffProtocols,
    markdown: renderMarkdown,
    async verify(_signal, onLine) {
      await write("packages/client/dist/index.js", `// built for ${NEW}\n`);
      await write(
        "packages/client/package.json",
        (await read("packages/client/package.json")).replace("{ ", '{ "main": "x", '),
      );
      onLine("tests: 1 passed, 0 failed");
    },
  };
}

interface Given {
  readonly wanted?: string;
  readonly verify?: boolean;
  readonly changeset?: boolean;
  readonly tools?: Partial<RuntimeTools>;
  readonly signal?: AbortSignal;
}

async function run(given: Given = {}): Promise<{ result: Promise<BumpResult>; text: () => string }> {
  let text = "";
  const result = bump({
    root,
    wanted: given.wanted ?? NEW,
    verify: given.verify ?? true,
    changeset: given.changeset ?? true,
    tools: { ...toyTools(), ...given.tools },
    progress: new Progress({ write: (chunk) => (text += chunk) }),
    signal: given.signal ?? new AbortController().signal,
  });
  await result.catch(() => undefined);
  return { result, text: () => text };
}

describe("a bump", () => {
  it("moves pins, lockfile, node_modules and generated code, and writes a changeset", async () => {
    const { result, text } = await run({ verify: false });
    expect(await result).toMatchObject({ kind: "bumped", from: OLD, to: NEW });
    const after = await image();
    expect(after["packages/codegen/package.json"]).toContain(NEW);
    expect(after["pnpm-lock.yaml"]).toContain(NEW);
    expect(after["packages/client/src/generated/version.ts"]).toContain(NEW);
    // What is generated says since when it is there, out of the history.
    expect(after[HISTORY]).toContain(NEW);
    expect(text()).toMatch(/✔ the history of schemas .*kB\n✔ generate/);
    const changeset = await read(`.changeset/runtime-${NEW}.md`);
    expect(changeset).toMatch(
      /^---\n"@codex-typed\/client": minor\n"@codex-typed\/codegen": patch\n---\n\nThe runtime is codex 0\.170\.0 \(was 0\.169\.0\)\.\n/,
    );
    expect(changeset).toContain("thread/old");
    expect(text()).toContain(`✔ install codex ${NEW}`);
    expect(text()).toMatch(/✔ property names against generate-ts .*: the same in 1 types\n✔ \.changeset/);
  });

  it("records in the history what it leaps over, before what it goes to", async () => {
    const before = await read(HISTORY);
    const skipping = { versions: [OLD, "0.169.2", NEW, "0.170.1", "0.171.0"], tags: {} };
    const { result, text } = await run({
      wanted: "0.171.0",
      verify: false,
      tools: { published: async () => skipping },
    });
    await result;
    expect((await read(HISTORY)).slice(before.length)).toBe("0.169.2\n0.170.1\n0.171.0\n");
    expect(text()).toMatch(/✔ the schema of codex 0\.170\.1, in between .*kB\n✔ the history of schemas/);
  });

  it("tells what a person must decide", async () => {
    const { result } = await run();
    const bumped = await result;
    if (bumped.kind !== "bumped") throw new Error("not bumped");
    const items = bumped.decisions.flatMap((decision) => decision.items);
    expect(items).toContain("Thread.run: novelty");
    expect(items).toContain("README.md:2");
    expect(items).toContainEqual(expect.stringContaining("thread/old removed"));
  });

  it("lists what the generator could not read exactly, unless it was so before", async () => {
    const wider: WiderReading = {
      pointer: "/definitions/Turn",
      keyword: "not",
      definition: "Turn",
      kind: "shape",
      note: "any string",
    };
    const limits = (protocolOf: Protocol, ...more: WiderReading[]): Protocol => ({
      ...protocolOf,
      wider: [wider, ...more],
      unknownResults: ["thread/old", ...more.map(() => "thread/new")],
    });
    const { readProtocol, generate } = toyTools();
    const tools = {
      readProtocol: async () => limits(await readProtocol()),
      generate: async () => {
        const made = await generate();
        return { ...made, protocol: limits(made.protocol, { ...wider, keyword: "if" }) };
      },
    };
    const bumped = await (await run({ tools })).result;
    if (bumped.kind !== "bumped") throw new Error("not bumped");
    const text = decisionsText(bumped.decisions, 9);
    expect(text).toMatch(/Answers of unknown type: [^\n]*\n {2}- thread\/new\n\n/);
    expect(text).toMatch(/Read wider [^\n]*\n {2}- Turn: if, any string \(\/definitions\/Turn\)\n\n/);
  });

  it("and one back leave every byte as it was but the history, which only grows, without changesets", async () => {
    const before = await image();
    await (
      await run({ changeset: false, verify: false })
    ).result;
    expect(await image()).not.toEqual(before);
    const back = {
      ...toyTools(),
      async generate() {
        for (const [file, text] of Object.entries(FILES))
          if (file.includes("generated")) await write(file, text);
        await rm(path.join(root, "packages/client/src/generated/fresh.ts"));
        return { protocol: protocol(OLD), notExposed: [] };
      },
    };
    const { result, text } = await run({ wanted: OLD, changeset: false, verify: false, tools: back });
    await result;
    expect(text()).toContain("✔ the history of schemas");
    expect(await read(HISTORY)).toBe(`${OLD}\n${NEW}\n`);
    await write(HISTORY, FILES[HISTORY] ?? "");
    expect(await image()).toEqual(before);
  });

  it.each(["latest", OLD])("to %s does nothing where nothing is newer", async (wanted) => {
    const before = await image();
    const { result, text } = await run({
      wanted,
      tools: { published: async () => ({ versions: [OLD], tags: { latest: OLD } }) },
    });
    expect(await result).toEqual({ kind: "current", from: OLD });
    expect(await image()).toEqual(before);
    expect(text()).not.toContain("install");
  });
});

const REASON = "no luck";
const fail = async (): Promise<never> => {
  throw new CodegenError({ message: REASON, fix: "Mend it." });
};
/** Does the step and then fails, as one that stops half-way has left its traces. */
function late(step: keyof RuntimeTools): Partial<RuntimeTools> {
  const does = toyTools()[step] as (...args: unknown[]) => Promise<unknown>;
  return { [step]: async (...args: unknown[]) => does(...args).then(fail) };
}

describe("a bump that fails leaves every byte as it was:", () => {
  it.each<[string, Given, string]>([
    ["an unknown version", { wanted: "0.999.0" }, "0.999.0 is not a published runtime"],
    ["no registry", { tools: { published: fail } }, REASON],
    ["an old runtime that cannot be read", { tools: { readProtocol: fail } }, REASON],
    [
      "an old runtime that is not installed",
      { tools: { readProtocol: async () => protocol("0.1.0") } },
      "Installed is 0.1.0, not the pinned 0.169.0",
    ],
    ["install, at once", { tools: { install: fail } }, REASON],
    ["install, half-way", { tools: late("install") }, REASON],
    [
      "install of another version",
      { tools: { install: async () => undefined } },
      "Installed is 0.169.0, not the pinned 0.170.0",
    ],
    ["the history, at once", { tools: { recordRelease: fail } }, REASON],
    ["the history, half-way", { tools: late("recordRelease") }, REASON],
    ["generate, at once", { tools: { generate: fail } }, "no luck\n  fix      Mend it."],
    ["generate, half-way", { tools: late("generate") }, REASON],
    ["no types to compare names with", { tools: { printTypes: fail } }, REASON],
    [
      "names that are others in the runtime's own types",
      {
        tools: { printTypes: async () => new Map([["Turn.ts", "export type Turn = { turn_id: string };"]]) },
      },
      "\n  Turn: turnId, where generate-ts has turn_id\nAdd an entry",
    ],
    [
      "the diff",
      {
        tools: {
          diff: () => {
            throw new Error(REASON);
          },
        },
      },
      REASON,
    ],
    ["the checks", { tools: late("verify") }, REASON],
  ])("%s", async (_, given, says) => {
    // Somebody's own work, which is not to be lost either.
    await write("packages/codegen/src/surface/table.ts", "export const mended = true;\n");
    await write("packages/client/src/generated/version.ts", "edited by hand\n");
    await write(`.changeset/runtime-${NEW}.md`, "written before\n");
    const [before, status] = [await image(), (await git("status", "--porcelain")).stdout];
    const { result } = await run(given);
    await expect(result).rejects.toThrow(says);
    expect(await image()).toEqual(before);
    expect((await git("status", "--porcelain")).stdout).toBe(status);
  });

  it("changes that have nothing to do with it", async () => {
    await write("README.md", "Somebody else's work.\n");
    const before = await image();
    const { result } = await run();
    await expect(result).rejects.toThrow("Commit or stash them first:\n  README.md");
    expect(await image()).toEqual(before);
  });

  it("manifests that do not agree", async () => {
    await write("packages/codegen/package.json", '{ "devDependencies": { "@openai/codex": "0.1.0" } }\n');
    const { result } = await run();
    await expect(result).rejects.toThrow("packages/codegen/package.json: 0.1.0");
  });
});

describe("a bump that is stopped leaves every byte as it was:", () => {
  it.each([
    "published",
    "readProtocol",
    "install",
    "recordRelease",
    "generate",
    "printTypes",
    "verify",
  ] as const)("during %s", async (step) => {
    for (const does of [toyTools()[step], late(step)[step]]) {
      const before = await image();
      const stop = new AbortController();
      const stopping = async (...args: unknown[]): Promise<unknown> => {
        stop.abort();
        return (does as (...args: unknown[]) => Promise<unknown>)(...args);
      };
      const { result } = await run({ signal: stop.signal, tools: { [step]: stopping } });
      await expect(result).rejects.toThrow("abort");
      expect(await image()).toEqual(before);
    }
  });
});

it("says so where it cannot put everything back, and still why it failed", async () => {
  const { result, text } = await run({ tools: { generate: fail, reinstall: fail } });
  await expect(result).rejects.toThrow(REASON);
  expect(text()).toContain("The tree is NOT as it was: no luck");
  expect(text()).toContain("pnpm install --frozen-lockfile");
});
