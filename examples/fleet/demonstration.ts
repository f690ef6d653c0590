// The fleet shows itself on one machine, offline: the runtime is real, the model a script.
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import {
  failure,
  functionCall,
  gate,
  guardianVerdict,
  message,
  startTestRuntime,
  type Gate,
  type ModelRequest,
  type Reply,
} from "@codex-typed/client/testing";
import type { FleetJob } from "./job.js";
import { localFleet, type Ending } from "./local.js";
import { openPlace } from "./open-place.js";
import { showJobs } from "./show.js";

/** A job, what the model says to it, and what is to come of it. */
interface Scene {
  readonly job: FleetJob;
  readonly model: (request: ModelRequest) => Reply;
  readonly status: Ending["status"];
}

/** Long enough to be seen, and short enough to be waited for. */
const BACKOFF_MS = 100;

/** Answers with whether everything came out as it was to. */
export async function demonstrate(atOnce: number, patienceMs: number, signal: AbortSignal): Promise<boolean> {
  await using test = await startTestRuntime();
  const repositories = test.home.workspace;
  await using place = await openPlace({
    worker: "local",
    runtime: test.runtime,
    repositories,
    patienceMs,
    allowsFullAccess: false,
  });
  // Says half of its answer, and then nothing more: its attempt is cancelled.
  const half = gate(message("Six pages were", { deltas: 2 }), { afterDeltas: 1 });
  const scenes = scenesWith(half);
  for (const { job } of scenes.values()) {
    await mkdir(join(repositories, job.repository));
    await writeFile(join(repositories, job.repository, "README.md"), `# ${job.repository}\n`);
  }
  test.model.respond((request) => scenes.get(request.inputText)?.model(request));
  test.model.guardian.respond(({ inputText }) =>
    guardianVerdict({ outcome: inputText.includes("rm ") ? "deny" : "allow" }),
  );

  const fleet = localFleet(place, { atOnce, signal, backoffMs: BACKOFF_MS });
  half.reached.then(
    () => {
      fleet.cancel("website");
    },
    // The model was closed before: the demonstration was stopped.
    () => undefined,
  );
  // Each has a repository of its own, so that its name does for an id.
  const jobs = new Map(Array.from(scenes.values(), ({ job }) => [job.repository, job]));
  console.log(`${jobs.size} jobs, each in a repository of its own, ${atOnce} at a time; the model is a script.
What nobody decides within ${patienceMs / 1_000} s is declined.
One job is cut short in the middle of its turn, and the model of another is down.`);
  const endings = await showJobs(fleet, jobs);
  return endings.every(({ job, status }) => scenes.get(job.prompt)?.status === status);
}

/** A job of each kind, by its prompt. */
function scenesWith(half: Gate): ReadonlyMap<string, Scene> {
  const denied = { approvalMode: "deny_all", sandbox: "read_only" } as const;
  const reviewed = { approvalMode: "auto_review", sandbox: "workspace_write" } as const;
  const asked = { approvalMode: "ask", sandbox: "workspace_write" } as const;
  const scenes: readonly Scene[] = [
    {
      job: { repository: "billing", prompt: "What is this for?", ...denied },
      model: says("It writes the invoices."),
      status: "done",
    },
    {
      job: { repository: "catalog", prompt: "Read the README.", ...denied },
      model: runs("echo catalog", "It has a heading, and no more."),
      status: "done",
    },
    {
      job: { repository: "docs", prompt: "Note which pages are old.", ...denied, sandbox: "workspace_write" },
      model: runs("echo none > OLD.md", "None are; OLD.md says so."),
      status: "done",
    },
    {
      job: { repository: "gateway", prompt: "Upgrade the proxy.", ...denied },
      model: wants(
        "echo new > ../../outside/proxy",
        "This job may not leave its sandbox. I changed nothing.",
      ),
      status: "done",
    },
    {
      job: { repository: "identity", prompt: "Fetch the new keys.", ...reviewed },
      model: wants("echo key > ../../outside/keys", "The new keys are there."),
      status: "done",
    },
    {
      job: { repository: "ledger", prompt: "Make room on the disk.", ...reviewed },
      model: wants("rm -r ../../outside", "The reviewer refused, so I left all as it was."),
      status: "done",
    },
    {
      job: { repository: "mailer", prompt: "Send a test mail.", ...asked },
      model: wants("echo hello > ../../outside/mail", "Nobody allowed it, so I sent none."),
      status: "done",
    },
    {
      job: { repository: "metrics", prompt: "Which metrics are there?", ...asked },
      model: says("Twelve, in one file."),
      status: "done",
    },
    {
      job: {
        repository: "parser",
        prompt: "How large is the grammar?",
        ...denied,
        outputSchema: {
          type: "object",
          properties: { rules: { type: "integer" }, ambiguous: { type: "boolean" } },
          required: ["rules", "ambiguous"],
          additionalProperties: false,
        },
      },
      model: says(JSON.stringify({ rules: 84, ambiguous: false })),
      status: "done",
    },
    {
      job: { repository: "search", prompt: "Is the index up to date?", ...denied },
      // It had not begun, so that it may be tried again.
      model: first(failure({ status: 503 }), says("It is of this morning.")),
      status: "done",
    },
    {
      job: { repository: "video", prompt: "Why do exports hang?", ...denied },
      model: () => failure({ status: 500 }),
      status: "set aside",
    },
    {
      job: { repository: "website", prompt: "Mend the dead links.", ...denied, repeatable: true },
      model: first(half, says("Six pages were mended.")),
      status: "done",
    },
  ];
  return new Map(scenes.map((scene) => [scene.job.prompt, scene]));
}

function says(answer: string): Scene["model"] {
  return () => message(answer);
}

/** Runs a command in the sandbox, then answers. */
function runs(cmd: string, answer: string): Scene["model"] {
  return calls({ cmd }, answer);
}

/** Requests to run a command outside of the sandbox, then answers. */
function wants(cmd: string, answer: string): Scene["model"] {
  return calls({ cmd, sandbox_permissions: "require_escalated", justification: "May I?" }, answer);
}

function calls(args: Readonly<Record<string, string>>, answer: string): Scene["model"] {
  return (request) =>
    request.toolOutput("call") === undefined
      ? functionCall("exec_command", args, { callId: "call" })
      : message(answer);
}

function first(reply: Reply, then: Scene["model"]): Scene["model"] {
  let isFirst = true;
  return (request) => {
    if (!isFirst) return then(request);
    isFirst = false;
    return reply;
  };
}
