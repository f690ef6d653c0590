import {
  Codex,
  isApprovalModeNotAppliedError,
  type ApprovalEvent,
  type ApprovalMode,
  type Sandbox,
} from "../../../src/index.js";
import { guardianVerdict, startTestRuntime, type TestRuntime } from "../../../src/testing/index.js";
import { administrated, whyNotAdministrated } from "../../support/administrators.js";
import { everyKind, scriptSandboxedWrite, scriptToolCall } from "../../support/approval-kinds.js";
import { scriptEscalation, scriptWrite, type OutsideFile } from "../../support/escalation.js";
import { configureBlock, configureHook, writeRule } from "../../support/hooks.js";
import { markdownTable } from "./markdown.js";

/** Something beside the approval mode that decides. */
interface OtherDecider {
  /** What it is, in Markdown. */
  readonly name: string;
  /** What the agent does, or what is asked of the client. */
  readonly what: string;
  /** What comes of it in a mode, observed. */
  readonly observe: (mode: ApprovalMode) => Promise<string>;
  /** Why it cannot be observed on this machine: then what the document says stands. */
  readonly unavailable?: string | undefined;
}

/** What is tried in a mode: everybody who is asked says yes, so that what is refused was refused by something else. */
interface Trial {
  /** Sets the decider up, before a client connects. */
  readonly prepare?: (test: TestRuntime) => Promise<void>;
  readonly sandbox?: Sandbox;
  /** Scripts the turn; what it does is seen from the file. */
  readonly script: (test: TestRuntime) => OutsideFile;
}

const modes: readonly ApprovalMode[] = ["auto_review", "deny_all", "ask"];

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
];

/** The table of what else decides. */
export async function otherDecidersTable(document: string): Promise<string> {
  const rows: string[][] = [];
  for (const { name, what, observe, unavailable } of deciders) {
    const cells = unavailable === undefined ? [] : cellsIn(document, name, what);
    if (unavailable === undefined) for (const mode of modes) cells.push(await observe(mode));
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
  return async (mode) => {
    await using test = await startTestRuntime({ model: "gpt-5.5", config: everyKind });
    await prepare?.(test);
    await using codex = await Codex.connect({ runtime: test.runtime, onApproval: () => "accept" });
    test.model.guardian.respond(() => guardianVerdict({ outcome: "allow" }));
    const thread = await codex.startThread({ approvalMode: mode, sandbox });
    const file = script(test);
    const { approvals } = await thread.run("Do it");
    return `${file.exists ? "goes ahead" : "refused"}, ${toldBy(approvals)}`;
  };
}

/** Who decided, as the trail tells. */
function toldBy(approvals: readonly ApprovalEvent[]): string {
  const deciders = approvals.flatMap((event) => (event.type === "decided" ? [event.by] : []));
  return deciders.length === 0 ? "nobody told" : `by \`${deciders.join("`, `")}\``;
}

async function starting(mode: ApprovalMode): Promise<string> {
  return underRequirements((codex) => codex.startThread({ approvalMode: mode }));
}

async function running(mode: ApprovalMode): Promise<string> {
  return underRequirements(async (codex, test) => {
    const thread = await codex.startThread({ approvalMode: "ask" });
    const file = scriptWrite(test);
    await thread.run("Write it", { approvalMode: mode });
    if (!file.exists) throw new Error("The turn did not do what the sandbox allows.");
  });
}

async function underRequirements(
  call: (codex: Codex<ApprovalMode>, test: TestRuntime) => Promise<unknown>,
): Promise<string> {
  await using launcher = await administrated({ "requirements.toml": requirements });
  await using test = await startTestRuntime({ path: launcher.path, model: "gpt-5.5" });
  await using codex = await Codex.connect({ runtime: test.runtime, onApproval: () => "accept" });
  try {
    await call(codex, test);
    return "holds";
  } catch (error) {
    if (!isApprovalModeNotAppliedError(error)) throw error;
    return `\`${error.name}\``;
  }
}
