// What the pages list is what there is, and what they link to is there.
import { readdirSync, readFileSync, statSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { expect, it } from "vitest";
import * as client from "@codex-typed/client";
import type { ApprovalKind, ThreadItem, VariantName } from "@codex-typed/client";
import type { CodexErrorInfo } from "@codex-typed/client/types";
import { brokenLinks } from "../support/links.js";

const root = path.resolve(import.meta.dirname, "../../..");
const read = (file: string): string => readFileSync(path.join(root, file), "utf8");
const docs = readdirSync(path.join(root, "docs"), { recursive: true, encoding: "utf8" })
  .filter((name) => name.endsWith(".md"))
  .map((name) => `docs/${name.replaceAll("\\", "/")}`);

/** The names in the first column of the tables below a heading. */
function rowsBelow(file: string, heading: string): readonly string[] {
  const section = read(file)
    .split(/^## /m)
    .find((part) => part.startsWith(`${heading}\n`));
  return [...(section ?? "").matchAll(/^\| `(\w+)`/gm)].map(([, name = ""]) => name);
}

/** Held to the protocol by the compiler: one that a new runtime brings is missing here, and then in the table. */
const items: Readonly<Record<ThreadItem["type"], true>> = {
  agentMessage: true,
  collabAgentToolCall: true,
  commandExecution: true,
  contextCompaction: true,
  dynamicToolCall: true,
  enteredReviewMode: true,
  exitedReviewMode: true,
  fileChange: true,
  functionCallOutput: true,
  hookPrompt: true,
  imageGeneration: true,
  imageView: true,
  mcpToolCall: true,
  plan: true,
  reasoning: true,
  sleep: true,
  subAgentActivity: true,
  userMessage: true,
  webSearch: true,
};

const kinds: Readonly<Record<ApprovalKind, true>> = {
  command: true,
  fileChange: true,
  humanCommand: true,
  mcpElicitation: true,
  mcpToolCall: true,
  permissions: true,
  userInput: true,
};

it.each([
  ["docs/streaming.md", "Items", items],
  ["docs/approval-handlers.md", "The kinds", kinds],
])("%s has each of %s", (file, heading, all) => {
  expect([...rowsBelow(file, heading)].sort()).toEqual(Object.keys(all).sort());
});

it("the table of errors has each that the client exports", () => {
  const exported = Object.keys(client).filter((name) => /^[A-Z]\w*Error$/.test(name));
  expect([...rowsBelow("docs/errors.md", "All of them")].sort()).toEqual(exported.sort());
});

/** Held to the protocol by the compiler, as the items are. */
const reasons: Readonly<Record<VariantName<CodexErrorInfo>, true>> = {
  activeTurnNotSteerable: true,
  badRequest: true,
  bioPolicy: true,
  contextWindowExceeded: true,
  cyberPolicy: true,
  flexUnavailable: true,
  httpConnectionFailed: true,
  inferenceHookDenied: true,
  internalServerError: true,
  misalignmentPolicyViolation: true,
  modelNotFound: true,
  other: true,
  policyCapacityUnavailable: true,
  rateLimitExceeded: true,
  responseStreamConnectionFailed: true,
  responseStreamDisconnected: true,
  responseTooManyFailedAttempts: true,
  sandboxError: true,
  serverOverloaded: true,
  sessionBudgetExceeded: true,
  threadRollbackFailed: true,
  tooManyDenials: true,
  unauthorized: true,
  usageLimitExceeded: true,
};

it("the table of failed turns has each reason that the protocol knows", () => {
  const section = read("docs/errors.md").split("\n## When a turn fails\n")[1] ?? "";
  const listed = [...section.matchAll(/^\| ([^|]*) \|/gm)].flatMap(([, cell = ""]) =>
    [...cell.matchAll(/`(\w+)`/g)].map(([, name = ""]) => name),
  );
  expect(Object.keys(reasons).filter((reason) => !listed.includes(reason))).toEqual([]);
});

it.runIf(process.platform === "linux" && process.arch === "x64")(
  "the size of the runtime is that of the pinned one",
  () => {
    const size = Math.round(bytesIn(platformPackage()) / 1e6);
    for (const file of [
      "README.md",
      "packages/client/README.md",
      "docs/getting-started.md",
      "docs/bundles.md",
    ])
      expect(/(\d+) MB (?:of disk|unpacked)/.exec(read(file))?.[1], file).toBe(String(size));
  },
);

/** The folder of the package that holds the runtime's binary. */
function platformPackage(): string {
  const launcher = createRequire(path.join(root, "packages/client/package.json")).resolve(
    "@openai/codex/package.json",
  );
  return path.dirname(createRequire(launcher).resolve("@openai/codex-linux-x64/package.json"));
}

function bytesIn(folder: string): number {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .reduce((sum, entry) => sum + statSync(path.join(entry.parentPath, entry.name)).size, 0);
}

it("the table of versions begins with this release and its runtime", () => {
  const { version } = JSON.parse(read("packages/client/package.json")) as { version: string };
  const [, row] = /^\| client .*\n\| -.*\n\| (.*) \|$/m.exec(read("docs/runtime-versions.md")) ?? [];
  const [release, runtime] = (row ?? "").split("|").map((cell) => cell.trim());
  expect([release?.split(",")[0], runtime]).toEqual([version, client.RUNTIME_VERSION]);
});

it("every link in the pages leads to a file that is there, and a heading in it", () => {
  const pages = [
    "README.md",
    "packages/client/README.md",
    "packages/codegen/README.md",
    "examples/README.md",
    ...docs,
  ];
  expect(pages.flatMap((page) => brokenLinks(root, page))).toEqual([]);
});

it("a link that leads nowhere is found", () => {
  const page = "tools/test/fixtures/links/page.md";
  expect(brokenLinks(root, page)).toEqual([
    `${page}: there is no tools/test/fixtures/links/missing.md`,
    `${page}: tools/test/fixtures/links/page.md has no heading #missing`,
  ]);
});
