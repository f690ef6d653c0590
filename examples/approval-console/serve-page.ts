// The page and what it talks to: for this machine, and there for those who have a link.
import { randomBytes } from "node:crypto";
import { on, once, type EventEmitter } from "node:events";
import { readFile } from "node:fs/promises";
import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { fileURLToPath } from "node:url";
import { getRequestListener, type HttpBindings } from "@hono/node-server";
import { RESPONSE_ALREADY_SENT } from "@hono/node-server/utils/response";
import { Hono, type MiddlewareHandler } from "hono";
import { secureHeaders } from "hono/secure-headers";
import { streamSSE } from "hono/streaming";
import type { ConsoleView } from "./view.js";

export interface PageOptions {
  /** All that the page shows a person. */
  readonly view: (person: string) => ConsoleView;
  /** Emits `change` when the view is another one. */
  readonly changes: EventEmitter;
  /** Carries a decision out: it is whatever JSON came. */
  readonly decide: (approvalId: string, decision: unknown, person: string) => Reply | Promise<Reply>;
  /** Without one, a free one is taken. */
  readonly port?: number;
  /** What else there is to look at: it is given the path under which it stands, and no request that changes anything. */
  readonly board?: (path: string) => RequestListener;
}

/** What became of a decision. */
export type Reply =
  { readonly outcome: "done" } | { readonly outcome: keyof typeof REFUSALS; readonly say: string };

const REFUSALS = { tooLate: 409, invalid: 422, unreachable: 503 } as const;

export interface ServedPage extends AsyncDisposable {
  /** A new link: whoever has it decides in the person's name. */
  linkFor(person: string): string;
}

export async function servePage(options: PageOptions): Promise<ServedPage> {
  const guests = new Map<string, Guest>();
  const app = new Hono<Env>();
  const listener = getRequestListener(app.fetch);
  const server = createServer((request, response) => void listener(request, response));
  await once(server.listen(options.port ?? 0, "127.0.0.1"), "listening");
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;

  app.use(onlyFor(host), secureHeaders({ contentSecurityPolicy: POLICY, xFrameOptions: "DENY" }));
  app.use("/:token/*", async (c, next) => {
    const guest = guests.get(c.req.param("token"));
    if (guest === undefined) return c.notFound();
    c.set("guest", guest);
    return next();
  });
  app.route("/:token", routes(options));
  return {
    linkFor(person) {
      const token = randomBytes(32).toString("base64url");
      guests.set(token, { person, board: options.board?.(`/${token}/board`) });
      return `http://${host}/${token}/console`;
    },
    async [Symbol.asyncDispose]() {
      options.changes.emit("end");
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

/** Who has a link. */
interface Guest {
  readonly person: string;
  readonly board: RequestListener | undefined;
}

interface Env {
  Bindings: HttpBindings;
  Variables: { guest: Guest };
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

function routes({ view, changes, decide }: PageOptions): Hono<Env> {
  const app = new Hono<Env>();
  for (const [name, [type, url]] of Object.entries(FILES)) {
    app.get(name, async (c) => {
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
      const show = (): Promise<void> => stream.writeSSE({ data: JSON.stringify(view(c.var.guest.person)) });
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
    const decision: unknown = await c.req.json().catch(() => undefined);
    const reply = await decide(c.req.param("approvalId"), decision, c.var.guest.person);
    return reply.outcome === "done" ? c.body(null, 204) : c.text(reply.say, REFUSALS[reply.outcome]);
  });

  app.get("/board/*", async (c, next) => {
    const { board } = c.var.guest;
    if (board === undefined) return next();
    const { incoming, outgoing } = c.env;
    // It stands there as if it were at the root.
    incoming.url = incoming.url?.replace(/^\/[^/]*\/board/, "");
    board(incoming, outgoing);
    return RESPONSE_ALREADY_SENT;
  });
  return app;
}
