import type { ClientRequests } from "../generated/methods.js";
import type { CodexRunner } from "../generated/surface.js";
import type { ApprovalMode } from "../operation/approval-mode.js";
import { prepare, type Operation, type Prepared } from "../operation/operation.js";
import { demandAfter } from "../thread/demand.js";
import type { ThreadSession } from "../thread/thread-session.js";
import { openThread, type Thread } from "../thread/thread.js";
import { specsOf } from "../tools/thread-tools.js";

/** What a client's methods do: their options become params, and the session sends them. */
export function codexRunner<Mode extends ApprovalMode>(session: ThreadSession): CodexRunner<Thread<Mode>> {
  const { approvals, tools } = session;
  const prepared = (operation: Operation<string>, fixed: object, options: object): Prepared =>
    prepare(operation, fixed, options, approvals.canAsk);

  return {
    async openThread(operation, fixed, options) {
      const { params, asked, ...given } = prepared(operation, fixed, options);
      const opening = {
        demand: demandAfter({ mode: undefined, sandbox: undefined }, asked),
        handler: approvals.threadHandler(operation.name, given.clientOptions["onApproval"]),
        tools: tools.read(operation.name, given.tools),
      };
      const announced =
        operation.tools === "dynamicTools" && opening.tools.length > 0
          ? { dynamicTools: specsOf(opening.tools) }
          : {};
      return openThread<Mode>(session, operation.method, { ...params, ...announced }, opening, options);
    },

    async request(operation, fixed, options) {
      const { params } = prepared(operation, fixed, options);
      return session.call(operation.method, operation.bare === true ? undefined : params, options);
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
