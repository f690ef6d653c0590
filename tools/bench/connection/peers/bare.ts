import { start, type Connect } from "../peer.js";

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
