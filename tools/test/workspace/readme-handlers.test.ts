import { existsSync, readFileSync } from "node:fs";
import { mkdir, symlink, writeFile } from "node:fs/promises";
import path from "node:path";
import { runInNewContext } from "node:vm";
import ts from "typescript";
import { describe, expect, it } from "vitest";
import { realPathsOf, type ApprovalHandlers } from "@codex-typed/client";
import {
  applyPatch,
  functionCall,
  message,
  startTestCodex,
  type OutputReply,
} from "@codex-typed/client/testing";

/** The handlers that README shows, for a repository in another folder. */
function handlersOfReadme(folder: string): ApprovalHandlers {
  const readme = readFileSync(path.resolve(import.meta.dirname, "../../../README.md"), "utf8");
  const sample = [...readme.matchAll(/```ts\n([\s\S]*?)```/g)].find(([, code]) =>
    code?.includes("fileChange:"),
  );
  const code = ts.transpile(sample?.[1]?.replaceAll("/repo", folder) ?? "", {
    target: ts.ScriptTarget.ES2022,
  });
  let handlers: ApprovalHandlers | undefined;
  const connect = (options: { onApproval: ApprovalHandlers }): never => {
    handlers = options.onApproval;
    throw new Error("The rest of the sample is not wanted.");
  };
  const ran = runInNewContext(`(async () => { ${code} })()`, {
    Codex: { connect },
    realPathsOf,
  }) as Promise<void>;
  ran.catch(() => undefined);
  if (handlers === undefined) throw new Error("README shows no handlers.");
  return handlers;
}

const patch = (...lines: readonly string[]): OutputReply =>
  applyPatch(["*** Begin Patch", ...lines, "*** End Patch"].join("\n"));
const command = (cmd: string, workdir: string): OutputReply =>
  functionCall("exec_command", {
    cmd,
    workdir,
    sandbox_permissions: "require_escalated",
    justification: "May I?",
  });

interface Folders {
  readonly workspace: string;
  readonly outside: string;
}

describe("the handlers of README, asked by the real runtime", { timeout: 60_000 }, () => {
  it.each<[string, { call: (folders: Folders) => OutputReply; allowed: boolean }]>([
    ["a file below docs", { call: () => patch("*** Add File: docs/new.md", "+new"), allowed: true }],
    [
      "a rename within docs",
      {
        call: () => patch("*** Update File: docs/a.md", "*** Move to: docs/b.md", "@@", "-one", "+two"),
        allowed: true,
      },
    ],
    ["a file elsewhere", { call: () => patch("*** Add File: src.ts", "+new"), allowed: false }],
    [
      "a rename out of docs, whose target stands nowhere else",
      {
        call: ({ outside }) =>
          patch("*** Update File: docs/a.md", `*** Move to: ${outside}/b.md`, "@@", "-one", "+two"),
        allowed: false,
      },
    ],
    ["a file behind a link", { call: () => patch("*** Add File: docs/link/new.md", "+new"), allowed: false }],
    [
      "one file below docs and one elsewhere",
      {
        call: () => patch("*** Add File: docs/new.md", "+new", "*** Add File: src.ts", "+new"),
        allowed: false,
      },
    ],
    ["the tests, in the folder", { call: ({ workspace }) => command("npm test", workspace), allowed: true }],
    ["the tests of another folder", { call: ({ outside }) => command("npm test", outside), allowed: false }],
    ["another command", { call: ({ workspace }) => command("npm test; true", workspace), allowed: false }],
  ])("%s", async (_, { call, allowed }) => {
    let handlers: ApprovalHandlers = {};
    await using test = await startTestCodex({
      model: "gpt-5.5",
      onApproval: (request, context) => {
        const handler = handlers[request.kind] as ((...args: unknown[]) => "decline") | undefined;
        return handler?.(request, context) ?? "decline";
      },
    });
    const { workspace, outside } = test.home;
    handlers = handlersOfReadme(workspace);
    await mkdir(path.join(workspace, "docs"));
    await writeFile(path.join(workspace, "docs/a.md"), "one\n");
    await symlink(outside, path.join(workspace, "docs/link"));
    test.model.enqueue(call(test.home), message("Done"));
    const thread = await test.codex.startThread({
      approvalMode: "ask",
      sandbox: "read_only",
      cwd: workspace,
    });
    const { approvals } = await thread.run("Go");

    expect(approvals.find(({ type }) => type === "decided")).toMatchObject({ by: "handler", allowed });
    expect(existsSync(path.join(outside, "b.md")) || existsSync(path.join(outside, "new.md"))).toBe(false);
  });
});
