// The page over one client: what its inbox holds, and what was decided about it.
import { EventEmitter } from "node:events";
import type { ApprovalInbox, ApprovalMode, Codex } from "@codex-typed/client";
import { decideIn, type DecisionOutcome } from "./decide.js";
import { servePage, type Reply } from "./serve-page.js";
import { Trail } from "./trail.js";
import { viewOf, type ConsoleView } from "./view.js";

export interface ConsoleOptions {
  readonly codex: Pick<Codex<ApprovalMode>, "approvals">;
  readonly inbox: ApprovalInbox;
  /** What to call a thread, by its id. */
  readonly names: ReadonlyMap<string, string>;
  /** After so long without a decision a request is declined: `approvalTimeoutMs` of the client. */
  readonly patienceMs: number;
}

export interface Console extends AsyncDisposable {
  /** Whoever has it may decide. */
  readonly url: string;
}

export async function serveConsole({ codex, inbox, names, patienceMs }: ConsoleOptions): Promise<Console> {
  const changes = new EventEmitter().setMaxListeners(0);
  const changed = (): void => void changes.emit("change");
  const listening = inbox.on("change", changed);
  const trail = new Trail();
  // Ends with the client.
  void trail.follow(codex.approvals(), changed);
  const view = (): ConsoleView => ({
    pending: inbox.pending.map((entry) => viewOf(entry, { names, patienceMs })),
    trail: trail.rows,
  });

  const page = await servePage({
    view,
    changes,
    decide: (approvalId, decision) => REPLIES[decideIn(inbox, approvalId, decision)],
  });
  return {
    url: page.linkFor("you"),
    async [Symbol.asyncDispose]() {
      listening[Symbol.dispose]();
      await page[Symbol.asyncDispose]();
    },
  };
}

const REPLIES: Readonly<Record<DecisionOutcome, Reply>> = {
  applied: { outcome: "done" },
  tooLate: { outcome: "tooLate", say: "This was decided already, or is no longer asked." },
  invalid: { outcome: "invalid", say: "This is no decision about it." },
};
