import { mkdir, rmdir } from "node:fs/promises";
import { homedir } from "node:os";
import { join } from "node:path";
import { Codex, type ApprovalHandler, type ApprovalMode, type TransportEnd } from "@codex-typed/client";
import {
  createTestHome,
  startScriptedModel,
  type ScriptedModel,
  type TestHome,
} from "@codex-typed/client/testing";
import { expectEqual } from "./failure.js";
import type { Screen } from "./screen.js";

/** What the acts play with: a real runtime whose model is scripted, and somebody who answers its questions. */
export interface Stage {
  readonly screen: Screen;
  readonly model: ScriptedModel;
  readonly home: TestHome;
  readonly codex: Codex<ApprovalMode>;
  /** Who answers what the runtime asks. */
  readonly person: { answer: ApprovalHandler };
  readonly signal: AbortSignal;
}

export interface StageOptions {
  /** Another `codex` binary to talk to. */
  readonly runtimePath?: string;
  readonly signal: AbortSignal;
}

/** What there is to look at when the stage is cleared. */
export interface Remains {
  readonly closed: Promise<TransportEnd>;
  /** The folder that the runtime lived in. */
  readonly folder: string;
}

/** Starts the runtime, plays, and clears everything away, also when the play fails. */
export async function withStage(
  screen: Screen,
  { runtimePath, signal }: StageOptions,
  play: (stage: Stage) => Promise<void>,
): Promise<Remains> {
  const step = screen.step("A real runtime, offline");
  screen.say(
    "The model is a script on localhost. Everything else is real: the runtime, its sandbox, its approvals, the commands it runs.",
  );
  const person: Stage["person"] = { answer: () => "decline" };
  await using _cache = await keepAsItWas(join(homedir(), ".cache"));
  await using model = await startScriptedModel();
  await using home = await createTestHome({ baseUrl: model.url });
  await using codex = await Codex.connect({
    runtime: { path: runtimePath, env: home.env, cwd: home.workspace },
    onApproval: (request, context) => person.answer(request, context),
    signal,
  });
  step.done(`codex ${codex.server.version ?? "of unknown version"} is up, in a home of its own`);

  await play({ screen, model, home, codex, person, signal });
  expectEqual("What the model had no script for", model.unscripted.map(({ reason }) => reason).join(), "");
  return { closed: codex.closed, folder: home.codexHome };
}

/** Where the folder is not there, removes it again: what lies in it by then belongs to others. */
async function keepAsItWas(folder: string): Promise<AsyncDisposable> {
  const made = await mkdir(folder, { recursive: true }).catch(() => undefined);
  return {
    async [Symbol.asyncDispose]() {
      if (made !== undefined) await rmdir(folder).catch(() => undefined);
    },
  };
}
