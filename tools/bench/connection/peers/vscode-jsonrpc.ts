import type { Readable, Writable } from "node:stream";
import {
  AbstractMessageReader,
  AbstractMessageWriter,
  createMessageConnection,
  type DataCallback,
  type Disposable,
  type Message,
} from "vscode-jsonrpc/node";
import { start, type Connect } from "../peer.js";

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
