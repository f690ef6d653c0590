import { join } from "node:path";

import { functionCall, message, type ScriptedModel, type TestHome } from "../../src/testing/index.js";

/** The two generations of the runtime's tools for subagents; its configuration chooses. */
export type Generation = "v1" | "v2";

export const generations: readonly Generation[] = ["v1", "v2"];

/** What makes the runtime offer a model the tools of a generation. */
export function configOf(generation: Generation) {
  return generation === "v2" ? { features: { multi_agent_v2: true } } : {};
}

/** How many subagents start one another, below the thread. The second generation starts none below the first. */
interface Script {
  readonly generation: Generation;
  readonly depth?: 1 | 2;
  /** Whether the thread's turn waits until its subagents have ended. Default: it does. */
  readonly waits?: boolean;
  /** What the last subagent calls instead of trying to make a file. */
  readonly calls?: { readonly name: string; readonly forks: boolean };
}

/**
 * Scripts turns of a thread that has a subagent started, which (or whose subagent) tries to make a file outside of the workspace by an
 * escalation. Gives the file's path.
 */
export function scriptSubagents(
  { home, model }: { readonly home: TestHome; readonly model: Pick<ScriptedModel, "respond"> },
  threadId: string,
  { generation, depth = 1, waits = true, calls }: Script,
): string {
  const file = join(home.outside, `by-subagent-${threadId}`);
  const namespace = generation === "v2" ? "collaboration" : "multi_agent_v1";
  const parents = new Map<string, string>();
  const depthOf = (id: string): number => {
    const parent = parents.get(id);
    return parent === undefined ? 0 : depthOf(parent) + 1;
  };
  model.respond((request) => {
    const { threadId: id = "", parentThreadId } = request;
    if (parentThreadId !== undefined) parents.set(id, parentThreadId);
    const at = depthOf(id);
    const [start, wait, act] = [`start-${String(at)}`, `wait-${String(at)}`, `act-${String(at)}`];
    if (at < depth) {
      const started = request.toolOutput(start);
      const named = generation === "v2" ? { task_name: "work" } : { fork_context: calls?.forks === true };
      if (started === undefined) {
        const args = { message: `Work at ${String(at + 1)}`, ...named };
        return functionCall("spawn_agent", args, { callId: start, namespace });
      }
      if (!waits || request.toolOutput(wait) !== undefined) return message("Done");
      const [, agentId] = /"agent_id":"([^"]+)"/.exec(started) ?? [];
      const whom = generation === "v2" ? {} : { targets: [agentId] };
      return functionCall("wait_agent", { ...whom, timeout_ms: 30_000 }, { callId: wait, namespace });
    }
    if (request.toolOutput(act) !== undefined) return message("Worked");
    if (calls !== undefined) return functionCall(calls.name, {}, { callId: act });
    const args = {
      cmd: `touch '${file}'`,
      sandbox_permissions: "require_escalated",
      justification: "May I?",
    };
    return functionCall("exec_command", args, { callId: act });
  });
  return file;
}
