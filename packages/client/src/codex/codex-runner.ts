import { readTools } from "../dynamic-tools/tools-option.js";
import type { ClientRequests } from "../generated/methods.js";
import type { CodexRunner } from "../generated/surface.js";
import type { ApprovalMode } from "../operation/approval-mode.js";
import { prepare, type Operation, type Prepared } from "../operation/operation.js";
import { openThread } from "../session/open-thread.js";
import type { Session } from "../session/session.js";
import { desiredIn } from "../settings/desired.js";
import { Thread } from "../thread/thread.js";

/** What a client's methods do: their options become params, and the session sends them. */
export function codexRunner<Mode extends ApprovalMode, Profile>(
  session: Session,
): CodexRunner<Thread<Mode, Profile>> {
  const {
    approvals,
    abilities: { optedIn },
  } = session;
  const prepared = (operation: Operation<string>, fixed: object, options: object): Prepared =>
    prepare(operation, fixed, options, session.abilities);

  return {
    async openThread(operation, fixed, options) {
      const ready = prepared(operation, fixed, options);
      const kept = operation.method === "thread/resume" ? keptWhileLoaded(ready) : undefined;
      if (kept !== undefined) {
        // On demand: few threads are resumed with other settings.
        const { refuseLoaded } = await import("../session/loaded.js");
        await refuseLoaded(session, operation.name, ready, kept, options);
      }
      const tools = readTools(operation.name, ready.tools, optedIn);
      // On demand: few threads have tools.
      const announced =
        operation.tools === "dynamicTools" && tools.length > 0
          ? { dynamicTools: (await import("../dynamic-tools/typed-schema.js")).specsOf(tools) }
          : {};
      const opening = {
        method: operation.method,
        params: { ...ready.params, ...announced },
        desired: desiredIn(ready),
        handler: approvals.threadHandler(operation.name, ready.clientOptions["onApproval"]),
        name: operation.name,
        budget: ready.clientOptions["budget"],
        tools,
      };
      return new Thread<Mode, Profile>(await openThread(session, opening, options));
    },

    async request(operation, fixed, options) {
      const { params } = prepared(operation, fixed, options);
      const sent = operation.bare === true ? undefined : params;
      return session.callForApplication(operation.method, sent, options);
    },

    pages(operation, fixed, options) {
      return session.pages(operation.method, prepared(operation, fixed, options).params, options);
    },

    async allPages(operation, fixed, options) {
      const { params } = prepared(operation, fixed, options);
      const all: ClientRequests[typeof operation.method]["result"]["data"] = [];
      for await (const item of session.pages<(typeof all)[number]>(operation.method, params, options))
        all.push(item);
      return all;
    },
  };
}

/** The option that a thread takes only when it is loaded, where one was given. */
const keptWhileLoaded = ({ params, settings }: Prepared): string | undefined =>
  settings[0] ??
  ["config", "baseInstructions", "developerInstructions", "modelProvider"].find(
    (field) => params[field] != null,
  );
