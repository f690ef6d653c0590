import { existsSync } from "node:fs";
import { join } from "node:path";

import {
  functionCall,
  message,
  type OutputReply,
  type ScriptedModel,
  type TestHome,
} from "../../src/testing/index.js";

let calls = 0;

/** A call of the model that runs `cmd` outside the sandbox, if somebody lets it. */
function escalated(cmd: string): OutputReply {
  const args = { cmd, sandbox_permissions: "require_escalated", justification: "May I?" };
  return functionCall("exec_command", args, { callId: `escalated_${String(++calls)}` });
}

/** A call of the model that runs `cmd` in the sandbox, as it is. */
function sandboxed(cmd: string): OutputReply {
  return functionCall("exec_command", { cmd }, { callId: `sandboxed_${String(++calls)}` });
}

/** What of a test's surroundings a turn that escalates needs. */
export interface Scripted {
  readonly home: TestHome;
  readonly model: Pick<ScriptedModel, "enqueue" | "requests">;
}

/** A file outside the workspace. */
export interface OutsideFile {
  readonly path: string;
  readonly exists: boolean;
}

/** Scripts one turn that tries to make a file outside the workspace, by an escalation, and then says "Done". */
export function scriptEscalation({ home, model }: Scripted): OutsideFile {
  const path = join(home.outside, `file-${String(calls)}`);
  model.enqueue(escalated(`touch '${path}'`), message("Done"));
  return fileAt(path);
}

/** Scripts one turn that tries to run `cmd` outside the sandbox, and then says "Done". */
export function scriptEscalated({ model }: Scripted, cmd: string): void {
  model.enqueue(escalated(cmd), message("Done"));
}

/** Scripts one turn that tries to make a file in the workspace, in the sandbox, and then says "Done". */
export function scriptWrite({ home, model }: Scripted): OutsideFile {
  const path = join(home.workspace, `file-${String(calls)}`);
  model.enqueue(sandboxed(`touch '${path}'`), message("Done"));
  return fileAt(path);
}

export function fileAt(path: string): OutsideFile {
  return {
    path,
    get exists() {
      return existsSync(path);
    },
  };
}
