import { existsSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

import { functionCall, message, type OutputReply } from "../../src/testing/index.js";
import type { OutsideFile, Scripted } from "./escalation.js";

let calls = 0;

/** What the runtime must be configured with to ask for every kind of approval. */
export const everyKind = {
  features: {
    request_permissions_tool: true,
    exec_permission_approvals: true,
    default_mode_request_user_input: true,
  },
  mcp_servers: {
    fixture: {
      command: process.execPath,
      args: [fileURLToPath(new URL("./mcp-server.mjs", import.meta.url))],
    },
  },
};

/** A turn, and how to find out what the model was told of its first call. */
export interface ScriptedTurn {
  /** What the call gave back to the model. */
  readonly output: () => string | undefined;
}

/** Scripts one turn with calls of the model, which then says "Done". */
function scriptCalls(
  { model }: Scripted,
  ...scripted: readonly ((callId: string) => OutputReply)[]
): ScriptedTurn {
  const ids = scripted.map(() => `call_${String(++calls)}`);
  model.enqueue(...scripted.map((reply, index) => reply(ids[index] ?? "")), message("Done"));
  return { output: () => model.requests.at(-1)?.toolOutput(ids[0] ?? "") };
}

/** A file outside the workspace that is not there yet. */
function freshFile({ home }: Scripted): OutsideFile {
  const path = join(home.outside, `approved-${String(++calls)}`);
  return {
    path,
    get exists() {
      return existsSync(path);
    },
  };
}

/** The model asks for permission to write outside the workspace, and writes there in the sandbox. */
export function scriptPermissions(test: Scripted): ScriptedTurn & { readonly file: OutsideFile } {
  const file = freshFile(test);
  const permissions = { file_system: { write: [test.home.outside] } };
  const turn = scriptCalls(
    test,
    (callId) => functionCall("request_permissions", { reason: "To write", permissions }, { callId }),
    (callId) => functionCall("exec_command", { cmd: `touch '${file.path}'` }, { callId }),
  );
  return { ...turn, file };
}

/** The model writes outside the workspace, in the sandbox and without asking. */
export function scriptSandboxedWrite(test: Scripted): ScriptedTurn & { readonly file: OutsideFile } {
  const file = freshFile(test);
  const turn = scriptCalls(test, (callId) =>
    functionCall("exec_command", { cmd: `touch '${file.path}'` }, { callId }),
  );
  return { ...turn, file };
}

/** The model calls the MCP tool that writes a file. */
export function scriptToolCall(test: Scripted): ScriptedTurn & { readonly file: OutsideFile } {
  const file = freshFile(test);
  return { ...scriptMcp(test, "write", { path: file.path }), file };
}

/** The model calls an MCP tool. */
export function scriptMcp(
  test: Scripted,
  tool: "write" | "form" | "page" | "disguise",
  args: Readonly<Record<string, unknown>> = {},
): ScriptedTurn {
  return scriptCalls(test, (callId) => functionCall(tool, args, { callId, namespace: "mcp__fixture" }));
}

/** The model asks the user a question, `colour`. */
export function scriptQuestion(test: Scripted): ScriptedTurn {
  const question = {
    id: "colour",
    header: "Colour",
    question: "Which colour?",
    options: [
      { label: "Red", description: "Like fire" },
      { label: "Blue", description: "Like the sea" },
    ],
  };
  return scriptCalls(test, (callId) =>
    functionCall("request_user_input", { questions: [question] }, { callId }),
  );
}
