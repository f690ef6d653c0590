/** Where progress is shown: standard output, or a test's own. */
export interface Output {
  write(text: string): unknown;
  readonly isTTY?: boolean;
  readonly columns?: number;
}

/** Shows steps as they run: on a terminal with a clock, elsewhere one line each when it is over. */
export class Progress {
  readonly #out: Output;

  constructor(out: Output) {
    this.#out = out;
  }

  say(text: string): void {
    this.#out.write(`${text}\n`);
  }

  /** Runs `work`; what it prints goes under the step, and what `conclude` says beside it. */
  async step<T>(
    name: string,
    work: (print: (line: string) => void) => Promise<T>,
    conclude: (result: T) => string = () => "",
  ): Promise<T> {
    const started = performance.now();
    const seconds = (digits: number): string => `${((performance.now() - started) / 1000).toFixed(digits)} s`;
    const clock = this.#transient(() => `… ${name} (${seconds(0)})`);
    try {
      const result = await work((line) => {
        clock.clear();
        this.say(`    ${line}`);
        clock.show();
      });
      clock.stop();
      const conclusion = conclude(result);
      this.say(`✔ ${name} (${seconds(1)})${conclusion === "" ? "" : `: ${conclusion}`}`);
      return result;
    } catch (error) {
      clock.stop();
      this.say(`✖ ${name} (${seconds(1)})`);
      throw error;
    }
  }

  /** A last line that goes away again; on a terminal only. */
  #transient(text: () => string): { show(): void; clear(): void; stop(): void } {
    if (this.#out.isTTY !== true) return { show: () => {}, clear: () => {}, stop: () => {} };
    const clear = (): void => void this.#out.write("\r\u001b[2K");
    const show = (): void =>
      void this.#out.write(`\r\u001b[2K${text().slice(0, (this.#out.columns ?? 80) - 1)}`);
    show();
    const timer = setInterval(show, 1000);
    return {
      show,
      clear,
      stop: () => {
        clearInterval(timer);
        clear();
      },
    };
  }
}
