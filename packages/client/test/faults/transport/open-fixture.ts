import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { stdioTransport, type StdioTransportOptions } from "../../../src/transport/stdio/stdio.js";
import type { Transport, TransportChannel, TransportEnd } from "../../../src/transport/transport.js";

interface Message {
  method: string;
  params: { pid: number };
}

export interface Opened {
  channel: TransportChannel;
  messages: Message[];
  /** Resolves when so many messages are there. */
  received(count: number): Promise<Message[]>;
  closed: Promise<TransportEnd>;
  /** How often the sink heard of the end. */
  ends(): number;
}

export const fixture = (name: string): string =>
  fileURLToPath(new URL(`fixtures/${name}.mjs`, import.meta.url));

/** Short graces, since a test waits for them. */
export const shutdown = { stdinGraceMs: 100, termGraceMs: 100 };

/** Runs a fixture as the runtime. */
export function openFixture(
  name: string,
  args: string[] = [],
  options: StdioTransportOptions = {},
): Promise<Opened> {
  return opened(
    stdioTransport({ path: process.execPath, args: [fixture(name), ...args], shutdown, ...options }),
  );
}

/** Opens any transport, and keeps what comes. */
export async function opened(transport: Transport): Promise<Opened> {
  const messages: Message[] = [];
  let ends = 0;
  let waiting: (() => void)[] = [];
  let end: (error: TransportEnd) => void = () => undefined;
  const closed = new Promise<TransportEnd>((resolve) => (end = resolve));
  const channel = await transport.open({
    message: (text) => {
      messages.push(JSON.parse(text) as Message);
      const callbacks = waiting;
      waiting = [];
      for (const callback of callbacks) callback();
    },
    closed: (error) => {
      ends += 1;
      end(error);
    },
  });
  return {
    channel,
    messages,
    closed,
    ends: () => ends,
    async received(count) {
      while (messages.length < count) await new Promise<void>((resolve) => waiting.push(resolve));
      return messages;
    },
  };
}

/** Whether a process runs. A zombie that nobody reaps (a container's init may not) does not. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch {
    return false;
  }
  if (process.platform !== "linux") return true;
  try {
    return !/^State:\s+[ZX]/m.test(readFileSync(`/proc/${String(pid)}/status`, "utf8"));
  } catch {
    return false;
  }
}
