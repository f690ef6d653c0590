import { existsSync } from "node:fs";
import { rm, writeFile } from "node:fs/promises";
import { join } from "node:path";

import { Codex, type ApprovalDecision, type TurnResult } from "../../src/index.js";
import {
  applyPatch,
  functionCall,
  guardianVerdict,
  message,
  startTestRuntime,
  type ModelRequest,
  type OutputReply,
  type TestRuntime,
} from "../../src/testing/index.js";
import { administrated, type Administrated } from "../support/administrators.js";
import { everyKind } from "../support/approval-kinds.js";
import { within, type Ending } from "../support/within.js";
import type { Admitted, ModelGrant, Wish } from "./grants-model.js";

/** How long anything may take to settle. Machines that do much besides take long. */
const PATIENCE_MS = 60_000;

const SECRET = "not for agents";

/** What the model tries in a turn: one thing. */
export const attempts = [
  "escalated command",
  "sandboxed command",
  "MCP tool",
  "patch",
  "permissions",
  "command in the workspace",
  "read of the denied file",
] as const;
export type Attempt = (typeof attempts)[number];

/** What the model tries, and what whoever is asked says to it. */
export interface Try {
  readonly attempt: Attempt;
  /** Whether it tries in place of that what was granted last, where anything was. */
  readonly reuses: boolean;
  readonly decision: "accept" | "acceptForSession" | "decline";
  readonly verdict: "allow" | "deny";
}

/** What came of it. */
export interface Tried {
  readonly ending: Ending<TurnResult>;
  /** Whether the file that was to be written is there. */
  readonly wrote: boolean;
  /** Whether the model was shown what stands in the denied file. */
  readonly read: boolean;
  /** Whether the runtime told the model that the sandbox of the turn is read-only. */
  readonly isReadOnly: boolean;
  /** Whether the model was asked anything at all. */
  readonly began: boolean;
  readonly grants: readonly Omit<ModelGrant, "under">[];
}

/** How the runtime is configured, and what its client may. */
export interface Setting {
  readonly isCareful: boolean;
  readonly experimentalApi: boolean;
  readonly requirements?: Admitted & { readonly toml: string };
}

const careful = {
  default_permissions: "careful",
  permissions: {
    careful: { filesystem: { ":root": "read", ":workspace_roots": { ".": "write", "secret.env": "none" } } },
  },
};

// The types tell apart what is known here only at run time: only clients that opted in are given profiles.
const connect = (
  { runtime }: TestRuntime,
  experimentalApi: boolean,
  decide: () => ApprovalDecision,
  note: Note,
) =>
  Codex.connect({
    runtime,
    experimentalApi: experimentalApi as true,
    onApproval: ({ kind }, { approvalId }) => {
      const decision = decide();
      if (decision === "acceptForSession") note({ approvalId, kind: kind as ModelGrant["kind"] });
      return decision;
    },
  });
type Note = (grant: Omit<ModelGrant, "under">) => void;
type Client = Awaited<ReturnType<typeof connect>>;
export type Handle = Awaited<ReturnType<Client["startThread"]>>;

/** One runtime and its client, whose handler and reviewer say what a step wants. */
export class GrantsWorld implements AsyncDisposable {
  readonly ids: string[] = [];
  readonly handles: Handle[] = [];
  /** Counts what happened, over all sequences. */
  readonly tally = new Map<string, number>();
  steps = 0;
  readonly #test: TestRuntime;
  readonly #launcher: Administrated | undefined;
  #codex: Client | undefined;
  #answers: Pick<Try, "decision" | "verdict"> = { decision: "decline", verdict: "deny" };
  #granted: Omit<ModelGrant, "under">[] = [];
  #tries = 0;
  #sequences = 0;

  private constructor(
    test: TestRuntime,
    launcher: Administrated | undefined,
    readonly setting: Setting,
  ) {
    this.#test = test;
    this.#launcher = launcher;
    test.model.respond((request) => this.#reply(request));
    test.model.guardian.respond(() => guardianVerdict({ outcome: this.#answers.verdict }));
  }

  static async create(setting: Setting): Promise<GrantsWorld> {
    const { requirements, isCareful } = setting;
    const launcher =
      requirements === undefined
        ? undefined
        : await administrated({ "requirements.toml": requirements.toml });
    const test = await startTestRuntime({
      model: "gpt-5.5",
      config: { ...everyKind, ...(isCareful ? careful : {}) },
      ...(launcher === undefined ? {} : { path: launcher.path }),
    });
    const world = new GrantsWorld(test, launcher, setting);
    await writeFile(world.#secret, SECRET);
    world.#codex = await connect(
      test,
      setting.experimentalApi,
      () => world.#answers.decision,
      (grant) => world.#granted.push(grant),
    );
    return world;
  }

  get codex(): Client {
    if (this.#codex === undefined) throw new Error("The world has no client yet.");
    return this.#codex;
  }

  get #secret(): string {
    return join(this.#test.home.workspace, "secret.env");
  }

  /** Deletes the threads of the sequence before, and with them the processes that they have. */
  async begin(): Promise<void> {
    for (const id of this.ids.splice(0)) await this.codex.deleteThread(id).catch(() => undefined);
    this.handles.length = 0;
    this.#sequences += 1;
  }

  count(what: string): void {
    this.tally.set(what, (this.tally.get(what) ?? 0) + 1);
  }

  /** Waits for a call, which must settle. */
  async settled<Value>(what: string, call: Promise<Value>): Promise<Ending<Value>> {
    const ending = await within(PATIENCE_MS, call);
    if (ending.state === "pending") throw new Error(`It did not settle: ${what}.`);
    return ending;
  }

  /** Runs a turn in which the model tries something. */
  async try(handle: Handle, wish: Wish, { attempt, ...answers }: Try): Promise<Tried> {
    const file = this.#fileOf(attempt);
    await rm(file, { force: true });
    this.#answers = answers;
    this.#granted = [];
    const text = `Try ${String(++this.#tries)}: ${attempt}`;
    const { requests } = this.#test.model;
    const before = requests.length;
    const ending = await this.settled(text, handle.run(text, optionsOf(wish)));
    const since = requests.slice(before);
    return {
      ending,
      wrote: existsSync(file),
      read: since.some((request) => request.toolOutput(callId(this.#tries, 1))?.includes(SECRET) === true),
      isReadOnly: since.some(({ headers }) =>
        String(headers["x-codex-turn-metadata"]).includes('"sandbox_mode":"read-only"'),
      ),
      began: since.length > 0,
      grants: this.#granted,
    };
  }

  /** The same file for all of a sequence: what was granted is granted about it. */
  #fileOf(attempt: Attempt): string {
    const { workspace, outside } = this.#test.home;
    const folder = attempt === "command in the workspace" ? workspace : outside;
    const name = attempt === "permissions" ? "sandboxed command" : attempt;
    return join(folder, `${name.replaceAll(" ", "-")}-${String(this.#sequences)}`);
  }

  #reply(request: ModelRequest): OutputReply {
    const [, number, name] = /^Try (\d+): (.*)$/.exec(request.inputText) ?? [];
    const attempt = attempts.find((candidate) => candidate === name);
    if (attempt === undefined) return message("Done");
    const calls = this.#callsOf(attempt);
    const next = calls.findIndex(
      (_, index) => request.toolOutput(callId(Number(number), index + 1)) === undefined,
    );
    return calls[next]?.(callId(Number(number), next + 1)) ?? message("Done");
  }

  #callsOf(attempt: Attempt): readonly ((id: string) => OutputReply)[] {
    const file = this.#fileOf(attempt);
    const run =
      (cmd: string, more = {}) =>
      (id: string) =>
        functionCall("exec_command", { cmd, ...more }, { callId: id });
    const touch = `touch '${file}'`;
    switch (attempt) {
      case "escalated command":
        return [run(touch, { sandbox_permissions: "require_escalated", justification: "May I?" })];
      case "MCP tool":
        return [(id) => functionCall("write", { path: file }, { callId: id, namespace: "mcp__fixture" })];
      case "patch": {
        const patch = ["*** Begin Patch", `*** Add File: ${file}`, "+hello", "*** End Patch"].join("\n");
        return [(id) => applyPatch(patch, { callId: id })];
      }
      case "permissions": {
        const permissions = { file_system: { write: [this.#test.home.outside] } };
        const args = { reason: "To write", permissions };
        return [(id) => functionCall("request_permissions", args, { callId: id }), run(touch)];
      }
      case "read of the denied file":
        return [run(`cat '${this.#secret}'`)];
      default:
        return [run(touch)];
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#codex?.close();
    await this.#test[Symbol.asyncDispose]();
    await this.#launcher?.[Symbol.asyncDispose]();
  }
}

export function optionsOf({ mode, access }: Wish) {
  return { approvalMode: mode, ...access };
}

function callId(number: number, call: number): string {
  return `try_${String(number)}_${String(call)}`;
}
