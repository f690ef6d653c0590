import { spawn } from "node:child_process";
import { readFile, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import type { ApprovalEvent, ApprovalRequest } from "@codex-typed/client";
import {
  failure,
  functionCall,
  gate,
  guardianVerdict,
  message,
  outputs,
  startTestRuntime,
  type OutputReply,
  type TestRuntime,
} from "@codex-typed/client/testing";
import { main as abort } from "../../../examples/abort.js";
import { main as approvalRedacted, redacted } from "../../../examples/approval-redacted.js";
import { main as approvalTrail } from "../../../examples/approval-trail.js";
import { main as approvalsAsk } from "../../../examples/approvals-ask.js";
import { main as ciDenyAll } from "../../../examples/ci-deny-all.js";
import { main as quickStart } from "../../../examples/quick-start.js";
import { main as rawRpc } from "../../../examples/raw-rpc.js";
import { main as streaming } from "../../../examples/streaming.js";
import { main as structuredOutput } from "../../../examples/structured-output.js";
import { main as tools } from "../../../examples/tools.js";
import { compiled, type Compiled } from "../../../packages/client/test/support/compiled.js";
import { takePrinted } from "../support/printed.js";

const tsx = createRequire(import.meta.url).resolve("tsx");
/** What starts often, so that to compile it once is cheaper than to have tsx load it. */
const COMPILED = [
  "quick-start",
  "abort",
  "approvals-ask",
  "approval-trail",
  "tools",
  "streaming",
  "structured-output",
  "raw-rpc",
  "ci-deny-all",
];
const timeout = 60_000;

let programs: Compiled;

let test: TestRuntime;
let printed: ReturnType<typeof takePrinted>;

beforeEach(async () => {
  test = await startTestRuntime();
  printed = takePrinted();
});

afterEach(async () => {
  vi.restoreAllMocks();
  await test[Symbol.asyncDispose]();
});

describe("examples, called", { timeout }, () => {
  it("quick-start prints the answer", async () => {
    test.model.enqueue(message("A repository of three parts."));
    await quickStart({ runtime: test.runtime });
    expect(printed.text).toBe("A repository of three parts.\n");
  });

  it("streaming prints text, commands and tokens as they come", async () => {
    test.model.enqueue(
      functionCall("exec_command", { cmd: "echo looking" }),
      message("The longest is a.ts.", { deltas: ["The longest ", "is a.ts."] }),
    );
    await streaming({ runtime: test.runtime });
    expect(printed.text).toMatch(/^\$ .*echo looking.* → 0\nThe longest is a\.ts\.\ncompleted, 30 tokens\n$/);
  });

  it.each([
    ["PASS: no bugs.", 0],
    ["FAIL: an off-by-one.", 1],
    ["I could not tell.", 2],
  ])("ci-deny-all maps %j to the exit code %i", async (answer, code) => {
    test.model.enqueue(message(answer));
    expect(await ciDenyAll({ runtime: test.runtime })).toBe(code);
    expect(printed.text).toBe(`${answer}\n`);
  });

  it("ci-deny-all gives no verdict where the turn fails", async () => {
    test.model.enqueue(failure({ status: 400, body: "no such model" }));
    expect(await ciDenyAll({ runtime: test.runtime })).toBe(2);
    expect(printed.text).toBe("error: The turn failed: no such model\n");
  });

  it("ci-deny-all refuses what the agent may not do", async () => {
    test.model.enqueue(escalation(), message("PASS"));
    expect(await ciDenyAll({ runtime: test.runtime })).toBe(0);
    await expect(written()).rejects.toThrow("ENOENT");
  });

  it("structured-output prints what the schema describes", async () => {
    const findings = [
      { file: "a.ts", line: 3, problem: "an off-by-one" },
      { file: "b.ts", line: null, problem: "no tests" },
    ];
    test.model.enqueue(message(JSON.stringify({ verdict: "fail", findings })));
    await structuredOutput({ runtime: test.runtime });
    expect(printed.text).toBe("fail\na.ts:3 an off-by-one\nb.ts:? no tests\n");
  });

  it("structured-output says what is wrong with another answer", async () => {
    test.model.enqueue(message('{"verdict":"maybe","findings":[]}'));
    await structuredOutput({ runtime: test.runtime });
    expect(printed.text).toMatch(
      /^error: The model answered something else: \{"verdict":"maybe","findings":\[\]\}\nerror: - verdict: .+\n$/,
    );
  });

  it("tools executes what the model calls, and tells it what went wrong", async () => {
    test.model.enqueue(
      outputs(
        functionCall("price_of", { fruit: "apple" }, { callId: "a" }),
        functionCall("price_of", { fruit: "plum" }, { callId: "b" }),
      ),
      message("I found apples only."),
    );
    await tools({ runtime: test.runtime });
    const last = test.model.requests.at(-1);
    expect([last?.toolOutput("a"), last?.toolOutput("b")]).toEqual([
      '{"fruit":"apple","euros":0.4}',
      "The tool failed: We have no plum. We have apple, pear.",
    ]);
    expect(printed.text.split("\n").sort()).toEqual(
      [
        "",
        'price_of {"fruit":"apple"}: completed',
        'price_of {"fruit":"plum"}: failed',
        "I found apples only.",
      ].sort(),
    );
  });

  it("raw-rpc lists models, reads the configuration and meets a refusal", async () => {
    await rawRpc({ runtime: test.runtime });
    expect(printed.text).toMatch(/^[\w.-]+: \S/);
    expect(printed.text).toContain("model mock-model, sandbox workspace-write\n");
    expect(printed.text).toMatch(/refused with -32600: .+\n$/);
  });

  it("abort gives up at the deadline, and the thread goes on", async () => {
    test.model.enqueue(gate(message("too late")), message("It is a repository."));
    await abort({ runtime: test.runtime }, 500);
    expect(printed.text).toBe("No answer within 500 ms. In short, then:\nIt is a repository.\n");
  });

  it("abort prints an answer that comes in time", async () => {
    test.model.enqueue(message("File by file."));
    await abort({ runtime: test.runtime });
    expect(printed.text).toBe("File by file.\n");
  });

  it("approvals-ask takes no other handler than its own", async () => {
    test.model.enqueue(message("Nothing to ask."));
    await approvalsAsk({ runtime: test.runtime, onApproval: () => "accept" });
    expect(printed.text).toBe("Nothing to ask.\n");
  });
});

describe("the trail of an approval", { timeout }, () => {
  // The reviewer is asked, and finds no verdict: it denies.
  const scriptRefusal = (): void => {
    test.model.enqueue(escalation(), message("Nothing ran."));
    test.model.guardian.enqueue(guardianVerdict({ outcome: "deny", rationale: "Too far." }));
  };

  it("is appended to a file of JSON lines, each with its version", async () => {
    scriptRefusal();
    const file = path.join(test.home.workspace, "trail.jsonl");
    await writeFile(file, '{"from":"yesterday"}\n');
    await approvalTrail({ runtime: test.runtime }, file);
    const lines = (await readFile(file, "utf8")).trimEnd().split("\n");
    expect(lines.map((line) => JSON.parse(line) as unknown)).toMatchObject([
      { from: "yesterday" },
      { schemaVersion: 1, type: "requested", of: "reviewer", action: { type: "command" } },
      { schemaVersion: 1, type: "decided", by: "reviewer", allowed: false, rationale: "Too far." },
      { schemaVersion: 1, type: "resolved", how: "decided" },
    ]);
    expect(printed.text).toBe("Nothing ran.\n");
  });

  it("is printed without what was asked and why", async () => {
    scriptRefusal();
    await approvalRedacted({ runtime: test.runtime });
    const events = printed.text.trimEnd().split("\n");
    expect(events.map((line) => JSON.parse(line) as unknown)).toMatchObject([
      { schemaVersion: 1, type: "requested", of: "reviewer", kind: "command" },
      { schemaVersion: 1, type: "decided", by: "reviewer", allowed: false },
      { schemaVersion: 1, type: "resolved", how: "decided" },
    ]);
    expect(printed.text).not.toMatch(/escalated|echo|far/);
  });

  it("keeps of every event what is named, and nothing of what was asked or answered", () => {
    const facts = {
      schemaVersion: 1,
      approvalId: "a",
      threadId: "T",
      turnId: "U",
      itemId: "i",
      atMs: 1,
    } as const;
    const secret = "s3cret";
    const request = { kind: "command", subject: "command", command: secret } as unknown as ApprovalRequest;
    const decision = { acceptWithExecpolicyAmendment: { execpolicy_amendment: [secret] } };
    const events: readonly (ApprovalEvent & object)[] = [
      { ...facts, type: "requested", of: "client", request },
      { ...facts, type: "decided", by: "handler", allowed: true, decision },
      { ...facts, type: "decided", by: "default", allowed: false, reason: "threw", message: secret },
      { ...facts, type: "resolved", how: "elsewhere" },
    ];
    expect(JSON.stringify(events)).toContain(secret);
    expect(JSON.stringify(events.map(redacted))).not.toContain(secret);
    expect(events.map(redacted)).toMatchObject([
      { kind: "command" },
      { by: "handler" },
      { by: "default" },
      { how: "elsewhere" },
    ]);
  });
});

describe("examples, as programs", { timeout }, () => {
  beforeAll(async () => {
    programs = await compiled(...COMPILED.map(sourceOf));
  });
  afterAll(() => programs[Symbol.asyncDispose]());

  it.each([["quick-start"], ["abort"], ["approvals-ask"], ["approval-trail"], ["tools"]])(
    "%s runs",
    async (name) => {
      test.model.enqueue(message("Done."));
      expect(await runProgram(name)).toEqual({ code: 0, text: "Done.\n" });
    },
  );

  it("streaming runs", async () => {
    test.model.enqueue(message("Done."));
    expect(await runProgram("streaming")).toEqual({ code: 0, text: "Done.\ncompleted, 15 tokens\n" });
  });

  it("structured-output runs", async () => {
    test.model.enqueue(message('{"verdict":"pass","findings":[]}'));
    expect(await runProgram("structured-output")).toEqual({ code: 0, text: "pass\n" });
  });

  // Only as a program: vitest would load the ES modules of OpenTelemetry, whose imports Node does not take.
  // And as the README of the examples says to start them.
  it("opentelemetry prints a span of the turn and of each call, those of the turn within it", async () => {
    test.model.enqueue(message("a.ts."));
    const { code, text } = await runProgram("opentelemetry");
    expect(code).toBe(0);
    const spans = text.split("resource: {").slice(1);
    const named = (name: string): string => spans.find((span) => span.includes(`name: '${name}'`)) ?? "";
    const id = /^ {2}id: '(\w+)'/m.exec(named("codex turn"))?.[1];
    expect(named("codex turn")).toContain("status: 'completed'");
    expect(/parentSpanContext: \{[^}]*spanId: '(\w+)'/.exec(named("turn/start"))?.[1]).toBe(id);
    expect(named("initialize")).toContain("parentSpanContext: undefined");
  });

  it("raw-rpc runs", async () => {
    expect(await runProgram("raw-rpc")).toMatchObject({ code: 0 });
  });

  it("ci-deny-all exits with its verdict", async () => {
    test.model.enqueue(message("FAIL: an off-by-one."));
    expect(await runProgram("ci-deny-all")).toEqual({ code: 1, text: "FAIL: an off-by-one.\n" });
  });

  it.each([
    ["y\n", true],
    ["YES\n", true],
    ["\n", false],
    ["yeah, no\n", false],
    // The end of stdin, without an answer.
    ["", false],
  ])("approvals-ask takes %j for an answer: %s", async (answer, accepted) => {
    test.model.enqueue(escalation(), message("Done."));
    const { code, text } = await runProgram("approvals-ask", answer);
    expect(code).toBe(0);
    expect(text).toMatch(
      /The agent wants to run: .*escalated\.txt.*\nbecause: May I\?\nAllow it\? \[y\/N\] /,
    );
    expect(text.trimEnd().endsWith("Done.")).toBe(true);
    if (accepted) expect(await written()).toBe("yes\n");
    else await expect(written()).rejects.toThrow("ENOENT");
  });
});

function escalation(): OutputReply {
  return functionCall("exec_command", {
    cmd: "echo yes > ../outside/escalated.txt",
    sandbox_permissions: "require_escalated",
    justification: "May I?",
  });
}

function written(): Promise<string> {
  return readFile(path.join(test.home.outside, "escalated.txt"), "utf8");
}

function sourceOf(name: string): string {
  return fileURLToPath(new URL(`../../../examples/${name}.ts`, import.meta.url));
}

/** Starts an example as a user would: it finds runtime and configuration by itself, from its environment. */
async function runProgram(name: string, input = ""): Promise<{ code: number | null; text: string }> {
  const args = COMPILED.includes(name)
    ? [programs.path(name)]
    : ["--conditions=@codex-typed/source", "--import", tsx, sourceOf(name)];
  const child = spawn(process.execPath, args, {
    cwd: test.home.workspace,
    env: { ...test.home.env },
  });
  let text = "";
  const collect = (chunk: Buffer): void => {
    text += chunk.toString("utf8");
  };
  child.stdout.on("data", collect);
  child.stderr.on("data", collect);
  child.stdin.end(input);
  const code = await new Promise<number | null>((resolve) => child.once("close", resolve));
  return { code, text };
}
