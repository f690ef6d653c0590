// bull-board: every job of the queue, to look at.
import type { RequestListener } from "node:http";
import { createBullBoard } from "@bull-board/api";
import { BullMQAdapter } from "@bull-board/api/bullMQAdapter";
import { ExpressAdapter } from "@bull-board/express";
import type { Queue } from "bullmq";

/** Its page has its styles in itself, and would have its letters from another website. */
const HEADERS = {
  "content-security-policy": [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self' 'unsafe-inline'",
    "connect-src 'self'",
    "img-src 'self' data:",
    "base-uri 'self'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join("; "),
  "referrer-policy": "no-referrer",
  "x-content-type-options": "nosniff",
} as const;

/** Serves it under a path. */
export function boardOf(queue: Queue): (path: string) => RequestListener {
  return (path) => {
    const serverAdapter = new ExpressAdapter().setBasePath(path);
    createBullBoard({
      queues: [new BullMQAdapter(queue, { readOnlyMode: true })],
      serverAdapter,
      options: { uiConfig: { boardTitle: "Fleet" } },
    });
    const router = serverAdapter.getRouter() as RequestListener;
    return (request, response) => {
      for (const [name, value] of Object.entries(HEADERS)) response.setHeader(name, value);
      router(request, response);
    };
  };
}
