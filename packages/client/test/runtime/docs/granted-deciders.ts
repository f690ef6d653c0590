import { rm, writeFile } from "node:fs/promises";
import { join } from "node:path";

import type { ApprovalDecision, ApprovalRequest, Codex, ApprovalMode, Thread } from "../../../src/index.js";
import {
  functionCall,
  guardianVerdict,
  message,
  startTestCodex,
  type TestCodex,
} from "../../../src/testing/index.js";
import {
  everyKind,
  scriptPermissions,
  scriptSandboxedWrite,
  scriptToolCall,
} from "../../support/approval-kinds.js";
import { fileAt, scriptEscalated, type OutsideFile } from "../../support/escalation.js";
import { inEachMode, orNotApplied, outcomeOf, runOrUseUp, type OtherDecider } from "./decider.js";

type Test = TestCodex<ApprovalMode>;

/** Something that a handler is asked about once, and what uses its answer later. */
interface Grant {
  readonly decide: (request: ApprovalRequest) => ApprovalDecision;
  /** Scripts the turn in which it is asked. */
  readonly ask: (test: Test) => { readonly file: OutsideFile };
  /** Scripts a turn that does the same again. */
  readonly use: (test: Test) => { readonly file: OutsideFile };
  /** Where it is used: on the same thread, or on a later one, whose sandbox is read_only. */
  readonly on: "the thread" | "a later thread";
}

/** What a handler has granted, and what a configured profile denies. */
export const grantedDeciders: readonly OtherDecider[] = [
  {
    name: "amendment of the rules for commands (`persistentGrants`)",
    what: "the command again, without asking, on a later thread under `read_only`",
    observe: granting({
      decide: (request) =>
        (request.kind === "command" &&
          request.availableDecisions?.find((decision) => typeof decision === "object")) ||
        "decline",
      ask: (test) => scriptTouch(test, scriptEscalated),
      use: (test) => scriptTouch(test, scriptPlain),
      on: "a later thread",
    }),
  },
  {
    name: "MCP tool, `acceptAlways` (`persistentGrants`)",
    what: "the tool again, on a later thread under `read_only`",
    observe: granting({
      decide: () => "acceptAlways",
      ask: scriptToolCall,
      use: scriptToolCall,
      on: "a later thread",
    }),
  },
  {
    name: "MCP tool, `acceptForSession`",
    what: "the tool again, by a `run` with the mode",
    observe: granting({
      decide: () => "acceptForSession",
      ask: scriptToolCall,
      use: scriptToolCall,
      on: "the thread",
    }),
  },
  {
    name: "permissions, `acceptForSession`",
    what: "a command that uses them, by a `run` with the mode",
    observe: granting({
      decide: () => "acceptForSession",
      ask: scriptPermissions,
      use: scriptSandboxedWrite,
      on: "the thread",
    }),
  },
  {
    name: "command, `acceptForSession`",
    what: "the command again, by a `run` with the mode",
    observe: granting({
      decide: () => "acceptForSession",
      ask: (test) => scriptTouch(test, scriptEscalated),
      use: (test) => scriptTouch(test, scriptEscalated),
      on: "the thread",
    }),
  },
  {
    name: "permission profile that denies reading a file",
    what: "a command reads it, in a thread started with `workspace_write`",
    observe: underProfile,
  },
];

function granting({ decide, ask, use, on }: Grant): OtherDecider["observe"] {
  return async () => {
    await using test = await startTestCodex({
      model: "gpt-5.5",
      config: everyKind,
      persistentGrants: true,
      onApproval: decide,
    });
    const codex: Codex<ApprovalMode> = test.codex;
    test.model.guardian.respond(() => guardianVerdict({ outcome: "allow" }));
    const grant = async (): Promise<Thread<ApprovalMode>> => {
      const thread = await codex.startThread({ approvalMode: "ask", sandbox: "workspace_write" });
      const { file } = ask(test);
      await thread.run("Do it");
      if (!file.exists) throw new Error("Nothing was granted.");
      return thread;
    };
    const lasting = on === "a later thread" ? await grant() : undefined;
    return await inEachMode((approvalMode) =>
      orNotApplied(async () => {
        const thread =
          lasting === undefined
            ? await grant()
            : await codex.startThread({ approvalMode, sandbox: "read_only" });
        const { file } = use(test);
        await rm(file.path, { force: true });
        return outcomeOf(file, await runOrUseUp(thread, approvalMode));
      }),
    );
  };
}

/** The same command each time: it makes the file anew. */
function scriptTouch(test: Test, script: (test: Test, cmd: string) => void): { readonly file: OutsideFile } {
  const path = join(test.home.outside, "granted");
  const file = fileAt(path);
  script(test, `touch '${path}'`);
  return { file };
}

function scriptPlain({ model }: Test, cmd: string): void {
  model.enqueue(functionCall("exec_command", { cmd }), message("Done"));
}

async function underProfile(): Promise<readonly string[]> {
  await using test = await startTestCodex({
    config: {
      default_permissions: "careful",
      permissions: {
        careful: {
          filesystem: { ":root": "read", ":workspace_roots": { ".": "write", "secret.env": "none" } },
        },
      },
    },
    onApproval: () => "accept",
  });
  const secret = join(test.home.workspace, "secret.env");
  await writeFile(secret, "not for agents");
  return await inEachMode(async (approvalMode) => {
    const thread = await test.codex.startThread({ approvalMode, sandbox: "workspace_write" });
    const copy = fileAt(join(test.home.workspace, `copy-for-${approvalMode}`));
    scriptPlain(test, `cat '${secret}' && touch '${copy.path}'`);
    return outcomeOf(copy, await thread.run("Read it"));
  });
}
