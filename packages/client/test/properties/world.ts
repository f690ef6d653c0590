import { Codex, type ApprovalMode, type Thread } from "../../src/index.js";
import { message, startTestRuntime, type ModelRequest, type TestRuntime } from "../../src/testing/index.js";
import { runtimeOf } from "../support/runtime-processes.js";
import { modes, type Model } from "./model.js";

/** The real thing: one home and model, and the client of the runtime that runs there now. */
export class World implements AsyncDisposable {
  readonly ids: string[] = [];
  readonly handles: Thread<ApprovalMode>[] = [];
  /** How many steps were taken, in all sequences. */
  steps = 0;
  readonly #test: TestRuntime;
  #codex: Codex<ApprovalMode> | undefined;
  #experimentalApi = false;

  private constructor(test: TestRuntime) {
    this.#test = test;
  }

  static async create({ configured }: Pick<Model, "configured">): Promise<World> {
    const test = await startTestRuntime({ config: { sandbox_mode: modes[configured] } });
    test.model.respond(() => message("Done"));
    return new World(test);
  }

  get codex(): Codex<ApprovalMode> {
    if (this.#codex === undefined) throw new Error("The world has no runtime yet.");
    return this.#codex;
  }

  get model(): TestRuntime["model"] {
    return this.#test.model;
  }

  /** Forgets the threads of the sequence before, and sees to it that a runtime runs. */
  async begin(experimentalApi: boolean): Promise<void> {
    this.ids.length = 0;
    this.handles.length = 0;
    if (this.#codex === undefined || this.#experimentalApi !== experimentalApi) {
      await this.restart("close", experimentalApi);
    }
  }

  async restart(how: "close" | "kill", experimentalApi: boolean): Promise<void> {
    if (how === "kill" && this.#codex !== undefined) {
      process.kill(runtimeOf(this.#test.home), "SIGKILL");
      await this.#codex.closed;
    }
    await this.#codex?.close();
    this.#codex = await Codex.connect({
      runtime: this.#test.runtime,
      experimentalApi,
      onApproval: () => "decline",
    });
    this.#experimentalApi = experimentalApi;
  }

  /** The request that a turn made of the model. */
  requestOf(turnId: string): ModelRequest {
    const request = this.model.requests.findLast((candidate) => candidate.turnId === turnId);
    if (request === undefined) throw new Error(`Turn ${turnId} asked the model nothing.`);
    return request;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#codex?.close();
    await this.#test[Symbol.asyncDispose]();
  }
}
