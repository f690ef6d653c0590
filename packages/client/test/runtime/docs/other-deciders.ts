import { Codex, type ApprovalMode, type Sandbox } from "../../../src/index.js";
import { guardianVerdict, startTestRuntime, type TestRuntime } from "../../../src/testing/index.js";
import { administrated, whyNotAdministrated } from "../../support/administrators.js";
import { everyKind, scriptSandboxedWrite, scriptToolCall } from "../../support/approval-kinds.js";
import { scriptEscalation, scriptWrite, type OutsideFile } from "../../support/escalation.js";
import { configureBlock, configureHook, writeRule } from "../../support/hooks.js";
import { inEachMode, modes, runOrUseUp, orNotApplied, outcomeOf, type OtherDecider } from "./decider.js";
import { grantedDeciders } from "./granted-deciders.js";
import { markdownTable } from "./markdown.js";

/** What is tried in a mode: everybody who is asked says yes, so that what is refused was refused by something else. */
interface Trial {
  /** Sets the decider up, before a client connects. */
  readonly prepare?: (test: TestRuntime) => Promise<void>;
  readonly sandbox?: Sandbox;
  /** Scripts the turn; what it does is seen from the file. */
  readonly script: (test: TestRuntime) => OutsideFile;
}

const requirements = 'allowed_approval_policies = ["on-request"]\nallowed_approvals_reviewers = ["user"]\n';

const outside = "a command asks to write outside the sandbox";
const inside = "a command writes inside the sandbox";

/** The rows of the table, in its order. */
const deciders: readonly OtherDecider[] = [
  {
    name: "hook `PermissionRequest` that allows",
    what: outside,
    observe: trying({ prepare: (test) => configureHook(test, "allow"), script: scriptEscalation }),
  },
  {
    name: "hook `PermissionRequest` that allows",
    what: "a tool of an MCP server is called",
    observe: trying({
      prepare: (test) => configureHook(test, "allow"),
      script: (test) => scriptToolCall(test).file,
    }),
  },
  {
    name: "hook `PermissionRequest` that denies",
    what: outside,
    observe: trying({ prepare: (test) => configureHook(test, "deny"), script: scriptEscalation }),
  },
  {
    name: "hook `PreToolUse` that blocks",
    what: inside,
    observe: trying({ prepare: configureBlock, script: scriptWrite }),
  },
  {
    name: "rule `allow`",
    what: "a command writes outside the sandbox, without asking",
    observe: trying({
      prepare: (test) => writeRule(test, "allow"),
      script: (test) => scriptSandboxedWrite(test).file,
    }),
  },
  {
    name: "rule `prompt`",
    what: inside,
    observe: trying({ prepare: (test) => writeRule(test, "prompt"), script: scriptWrite }),
  },
  {
    name: "rule `forbidden`",
    what: inside,
    observe: trying({ prepare: (test) => writeRule(test, "forbidden"), script: scriptWrite }),
  },
  {
    name: "requirement: policy `on-request`, reviewer `user`",
    what: "`startThread` with the mode",
    observe: starting,
    unavailable: whyNotAdministrated,
  },
  {
    name: "requirement: policy `on-request`, reviewer `user`",
    what: "`run` with the mode, on a thread in `ask`",
    observe: running,
    unavailable: whyNotAdministrated,
  },
  {
    name: "`full_access`",
    what: "a tool of an MCP server is called",
    observe: trying({ sandbox: "full_access", script: (test) => scriptToolCall(test).file }),
  },
  ...grantedDeciders,
];

/** The table of what else decides. */
export async function otherDecidersTable(document: string): Promise<string> {
  const rows: string[][] = [];
  for (const { name, what, observe, unavailable } of deciders) {
    const cells = unavailable === undefined ? await observe() : cellsIn(document, name, what);
    rows.push([name, what, ...cells]);
  }
  return markdownTable(["what decides", "what is tried", ...modes.map((mode) => `\`${mode}\``)], rows);
}

function cellsIn(document: string, name: string, what: string): string[] {
  const lines = document
    .split("\n")
    .map((line) => line.split(" | ").map((cell) => cell.replace(/^\| | *\|?$/g, "")));
  return lines.find((cells) => cells[0]?.trim() === name && cells[1]?.trim() === what)?.slice(2) ?? [];
}

function trying({ prepare, sandbox, script }: Trial): OtherDecider["observe"] {
  return async () => {
    await using test = await startTestRuntime({ model: "gpt-5.5", config: everyKind });
    await prepare?.(test);
    await using codex = await Codex.connect({ runtime: test.runtime, onApproval: () => "accept" });
    test.model.guardian.respond(() => guardianVerdict({ outcome: "allow" }));
    return await inEachMode(async (mode) => {
      const thread = await codex.startThread({ approvalMode: mode, sandbox });
      const file = script(test);
      return outcomeOf(file, await thread.run("Do it"));
    });
  };
}

async function starting(): Promise<readonly string[]> {
  return underRequirements((codex, _, approvalMode) => codex.startThread({ approvalMode }));
}

async function running(): Promise<readonly string[]> {
  return underRequirements(async (codex, test, approvalMode) => {
    const thread = await codex.startThread({ approvalMode: "ask" });
    const file = scriptWrite(test);
    await runOrUseUp(thread, approvalMode);
    if (!file.exists) throw new Error("The turn did not do what the sandbox allows.");
  });
}

async function underRequirements(
  call: (codex: Codex<ApprovalMode>, test: TestRuntime, mode: ApprovalMode) => Promise<unknown>,
): Promise<readonly string[]> {
  await using launcher = await administrated({ "requirements.toml": requirements });
  await using test = await startTestRuntime({ path: launcher.path, model: "gpt-5.5" });
  await using codex = await Codex.connect({ runtime: test.runtime, onApproval: () => "accept" });
  return await inEachMode((mode) => orNotApplied(async () => (await call(codex, test, mode), "holds")));
}
