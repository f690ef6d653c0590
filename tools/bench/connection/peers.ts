// JSON-RPC over a child's stdin and stdout by the hands of others, all alike to the measured programs.
import { client, ndJsonStream } from "@agentclientprotocol/sdk";
import { spawn, type ChildProcessWithoutNullStreams } from "node:child_process";
import { Readable, Writable } from "node:stream";
import {
  AbstractMessageReader,
  AbstractMessageWriter,
  createMessageConnection,
  type DataCallback,
  type Disposable,
  type Message,
} from "vscode-jsonrpc/node";

/** What a peer tells of each notification. */
export type Heard = (method: string, params: Readonly<Record<string, unknown>>) => void;

/** A connection to a child process. */
export interface Peer {
  readonly child: ChildProcessWithoutNullStreams;
  request(method: string, params: object): Promise<unknown>;
}

/** Starts a server and speaks with it. */
export type Connect = (command: readonly string[], env: NodeJS.ProcessEnv, heard: Heard) => Peer;

function start([file = "", ...args]: readonly string[], env: NodeJS.ProcessEnv) {
  return spawn(file, args, { env, stdio: ["pipe", "pipe", "pipe"] });
}

/** The floor: write; split on newline, JSON.parse, a Map. */
export const bare: Connect = (command, env, heard) => {
  const child = start(command, env);
  const waiting = new Map<number, (result: unknown) => void>();
  let lastId = 0;
  let rest = "";
  child.stdout.setEncoding("utf8").on("data", (chunk: string) => {
    const lines = (rest + chunk).split("\n");
    rest = lines.pop() ?? "";
    for (const line of lines) {
      const message = JSON.parse(line) as {
        id?: number;
        method: string;
        params: Readonly<Record<string, unknown>>;
        result?: unknown;
      };
      if (message.id === undefined) heard(message.method, message.params);
      else {
        waiting.get(message.id)?.(message.result);
        waiting.delete(message.id);
      }
    }
  });
  return {
    child,
    request: (method, params) =>
      new Promise((resolve) => {
        const id = ++lastId;
        waiting.set(id, resolve);
        child.stdin.write(`${JSON.stringify({ id, method, params })}\n`);
      }),
  };
};

/** vscode-jsonrpc, with a reader and a writer of lines instead of its headers. */
export const vscodeJsonrpc: Connect = (command, env, heard) => {
  const child = start(command, env);
  const connection = createMessageConnection(new LineReader(child.stdout), new LineWriter(child.stdin));
  connection.onNotification((method, params) => {
    heard(method, params as Readonly<Record<string, unknown>>);
  });
  connection.listen();
  return { child, request: (method, params) => connection.sendRequest(method, params) };
};

class LineReader extends AbstractMessageReader {
  readonly #input: Readable;

  constructor(input: Readable) {
    super();
    this.#input = input;
  }

  listen(callback: DataCallback): Disposable {
    let rest = "";
    this.#input.setEncoding("utf8").on("data", (chunk: string) => {
      const lines = (rest + chunk).split("\n");
      rest = lines.pop() ?? "";
      for (const line of lines) callback(JSON.parse(line) as Message);
    });
    return { dispose: () => undefined };
  }
}

class LineWriter extends AbstractMessageWriter {
  readonly #output: Writable;

  constructor(output: Writable) {
    super();
    this.#output = output;
  }

  write(message: Message): Promise<void> {
    this.#output.write(`${JSON.stringify(message)}\n`);
    return Promise.resolve();
  }

  end(): void {
    this.#output.end();
  }
}

/** The SDK of the Agent Client Protocol. It takes only messages that say `"jsonrpc":"2.0"`. */
export const acp: Connect = (command, env, heard) => {
  const child = start(command, env);
  const stream = ndJsonStream(
    Writable.toWeb(child.stdin) as WritableStream<Uint8Array>,
    Readable.toWeb(child.stdout) as ReadableStream<Uint8Array>,
  );
  const app = client()
    .onNotification("turn/started", asIs, ({ params }) => heard("turn/started", params))
    .onNotification("item/started", asIs, ({ params }) => heard("item/started", params))
    .onNotification("item/agentMessage/delta", asIs, ({ params }) => heard("item/agentMessage/delta", params))
    .onNotification("item/completed", asIs, ({ params }) => heard("item/completed", params))
    .onNotification("turn/completed", asIs, ({ params }) => heard("turn/completed", params));
  const { agent } = app.connect(stream);
  return { child, request: (method, params) => agent.request(method, params) };
};

const asIs = (params: unknown): Readonly<Record<string, unknown>> =>
  params as Readonly<Record<string, unknown>>;
