// The benchmark's side of a measured program: a process of its own, which is told what to do and answers.
import { execaNode } from "execa";
import { fileURLToPath } from "node:url";
import { isAnswer, type Answer, type Question } from "./answers.js";

export class Program implements AsyncDisposable {
  readonly #process;

  /** Starts it as `npm run fleet` starts a worker, with its options as its argument. */
  constructor(name: "loop" | "worker", options: object, signal: AbortSignal) {
    const file = fileURLToPath(new URL(`programs/${name}.ts`, import.meta.url));
    this.#process = execaNode(file, [JSON.stringify(options)], {
      nodeOptions: [
        "--import",
        "tsx",
        "--conditions=@codex-typed/source",
        "--expose-gc",
        "--disable-warning=ExperimentalWarning",
      ],
      ipc: true,
      cancelSignal: signal,
      // It says itself why it failed, and whoever asks it hears that it is gone.
      reject: false,
      // A worker says what it does: that is written, and costs it something.
      stdio: ["ignore", "ignore", "inherit", "ipc"],
    });
  }

  get pid(): number {
    const { pid } = this.#process;
    if (pid === undefined) throw new Error("The program could not be started.");
    return pid;
  }

  get hasEnded(): boolean {
    return !this.#process.connected;
  }

  async ask(question: Question): Promise<Answer> {
    const answered = this.#process.getOneMessage();
    const [answer] = await Promise.all([answered, this.#process.sendMessage({ ...question })]);
    if (!isAnswer(answer)) throw new TypeError(`This is no answer: ${JSON.stringify(answer)}`);
    return answer;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (!this.hasEnded) this.#process.disconnect();
    await this.#process;
  }
}
