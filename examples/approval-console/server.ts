// The page and what it talks to: for this machine, and there for those who have the link.
import { randomBytes } from "node:crypto";
import { EventEmitter, on, once } from "node:events";
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { fileURLToPath } from "node:url";
import { getRequestListener } from "@hono/node-server";
import { Hono, type MiddlewareHandler } from "hono";
import { secureHeaders } from "hono/secure-headers";
import { streamSSE } from "hono/streaming";
import { isApprovalDecision, type ApprovalInbox, type ApprovalMode, type Codex } from "@codex-typed/client";
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

  const token = randomBytes(32).toString("base64url");
  const app = new Hono();
  const listener = getRequestListener(app.fetch);
  const server = createServer((request, response) => void listener(request, response));
  await once(server.listen(0, "127.0.0.1"), "listening");
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;

  app.use(onlyFor(host), secureHeaders({ contentSecurityPolicy: POLICY, xFrameOptions: "DENY" }));
  app.route(`/${token}`, routes({ inbox, view, changes }));
  return {
    url: `http://${host}/${token}/console`,
    async [Symbol.asyncDispose]() {
      listening[Symbol.dispose]();
      changes.emit("end");
      const closed = once(server, "close");
      server.close();
      // A page that was left open does not hold the program.
      setTimeout(() => {
        server.closeAllConnections();
      }, 500).unref();
      await closed;
    },
  };
}

/**
 * Other websites that are open in the browser do not know the token. Nor does it help them to point a name of their own at this
 * machine, or to have the browser send what they cannot read.
 */
function onlyFor(host: string): MiddlewareHandler {
  return async (c, next) => {
    const origin = c.req.header("origin");
    const isOurs = c.req.header("host") === host && (origin === undefined || origin === `http://${host}`);
    if (!isOurs || (c.req.method === "POST" && origin === undefined)) return c.text("Not from here.", 403);
    return next();
  };
}

/** The page loads what this server has, and no other page shows it in a frame, where clicks could be stolen. */
const POLICY = {
  defaultSrc: ["'none'"],
  scriptSrc: ["'self'"],
  styleSrc: ["'self'"],
  connectSrc: ["'self'"],
  imgSrc: ["data:"],
  baseUri: ["'none'"],
  formAction: ["'none'"],
  frameAncestors: ["'none'"],
};

const FILES: Readonly<Record<string, readonly [type: string, url: string]>> = {
  "/console": ["text/html; charset=utf-8", new URL("page/index.html", import.meta.url).href],
  "/page.js": ["text/javascript", new URL("page/page.js", import.meta.url).href],
  "/page.css": ["text/css", new URL("page/page.css", import.meta.url).href],
  // Preact and its templates in one file: what a template is given is text, never markup.
  "/htm.js": ["text/javascript", import.meta.resolve("htm/preact/standalone")],
};

interface Parts {
  readonly inbox: ApprovalInbox;
  readonly view: () => ConsoleView;
  readonly changes: EventEmitter;
}

function routes({ inbox, view, changes }: Parts): Hono {
  const app = new Hono();
  for (const [path, [type, url]] of Object.entries(FILES)) {
    app.get(path, async (c) => {
      const headers = { "content-type": type, "cache-control": "no-store" };
      return c.body(await readFile(fileURLToPath(url)), 200, headers);
    });
  }

  // All that the page shows, anew with every change.
  app.get("/events", (c) =>
    streamSSE(c, async (stream) => {
      const left = new AbortController();
      stream.onAbort(() => {
        left.abort();
      });
      const show = (): Promise<void> => stream.writeSSE({ data: JSON.stringify(view()) });
      const later = on(changes, "change", { signal: left.signal, close: ["end"] });
      try {
        await show();
        for await (const _ of later) await show();
        await stream.writeSSE({ event: "end", data: "" });
      } catch (error) {
        if (!left.signal.aborted) throw error;
      }
    }),
  );

  app.post("/decisions/:approvalId", async (c) => {
    const approvalId = c.req.param("approvalId");
    const entry = inbox.pending.find((each) => each.approvalId === approvalId);
    const decision: unknown = await c.req.json().catch(() => undefined);
    if (entry === undefined) return c.text("This was decided already, or is no longer asked.", 409);
    if (!isApprovalDecision(entry.request, decision)) return c.text("This is no decision about it.", 422);
    // Nothing has happened since it was found: of two windows the first decides.
    inbox.decide(approvalId, decision);
    return c.body(null, 204);
  });
  return app;
}
