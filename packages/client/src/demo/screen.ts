import { performance } from "node:perf_hooks";
import { styleText } from "node:util";

/** Where the demo is shown: a terminal, a pipe, or a test. */
export interface Output {
  write(text: string): unknown;
  readonly isTTY?: boolean;
  readonly columns?: number;
  /** Knows NO_COLOR and its kin. */
  hasColors?(): boolean;
}

type Style = Parameters<typeof styleText>[0];

const MAX_WIDTH = 80;
const INDENT = "   ";
const ERASE_LINE = "\r\u001b[2K";

/** A step that is being shown. */
export interface Step {
  /** Closes the step with what it has proven, and the time it took. */
  done(text: string): void;
}

/** Puts the demo on the output, in lines that fit. */
export class Screen {
  readonly #out: Output;
  readonly #terminal: boolean;
  readonly #width: number;
  readonly #colors: boolean;
  #steps = 0;

  constructor(out: Output) {
    this.#out = out;
    this.#terminal = out.isTTY === true;
    // A pseudo terminal that nobody has sized says 0.
    this.#width = Math.min(out.columns || MAX_WIDTH, MAX_WIDTH);
    this.#colors = this.#terminal && out.hasColors?.() === true;
  }

  /** The number of the step that is shown, from 1; 0 before the first. */
  get stepNumber(): number {
    return this.#steps;
  }

  title(text: string): void {
    this.#line("");
    this.#line(this.#paint("bold", text));
  }

  step(title: string): Step {
    const started = performance.now();
    this.#steps += 1;
    this.#line("");
    this.#line(`${this.#paint("cyan", `${this.#steps}`)}  ${this.#paint("bold", title)}`);
    return {
      done: (text) => {
        this.#checkTimed(text, seconds(performance.now() - started));
      },
    };
  }

  say(text: string): void {
    const indent = this.#steps === 0 ? "" : INDENT;
    for (const line of wrap(text, this.#width - indent.length)) this.#line(indent + line);
  }

  /** A command, and why somebody wants to run it. */
  command(command: string, why: string): void {
    this.#line(`${INDENT}  ${this.#paint("yellow", `$ ${command}`)}`);
    this.#line(`${INDENT}  ${this.#paint("dim", `“${why}”`)}`);
  }

  /** Who decided, and what. */
  decision(text: string): void {
    this.#hanging(this.#paint("magenta", "→"), text);
  }

  check(text: string): void {
    this.#hanging(this.#paint("green", "✓"), text);
  }

  failure(text: string, facts: readonly (readonly [label: string, text: string])[]): void {
    this.#line("");
    this.#hanging(this.#paint("red", "✗"), text);
    const labels = Math.max(...facts.map(([label]) => label.length));
    for (const [label, fact] of facts) {
      this.#hanging(this.#paint("dim", ` ${label.padEnd(labels)} `), fact, labels + 2);
    }
  }

  /** Shows, on a terminal, what is being waited for. */
  async during<T>(text: string, work: Promise<T>): Promise<T> {
    if (!this.#terminal) return work;
    this.#out.write(INDENT + this.#paint("dim", `… ${text}`));
    try {
      return await work;
    } finally {
      this.#out.write(ERASE_LINE);
    }
  }

  /** Shows text as it comes; where nobody watches, only when it is whole. */
  stream(): { write(text: string): void; end(): void } {
    const bar = `${INDENT}${this.#paint("cyan", "│")} `;
    const barred = (text: string): string => text.replaceAll("\n", `\n${bar}`);
    let held = bar;
    const show = (): void => {
      this.#out.write(held);
      held = "";
    };
    return {
      write: (text) => {
        held += barred(text);
        if (this.#terminal) show();
      },
      end: () => {
        held += "\n";
        show();
      },
    };
  }

  #checkTimed(text: string, time: string): void {
    const room = this.#width - INDENT.length - 2 - time.length;
    const lines = wrap(text, room - 1);
    const last = lines.pop() ?? "";
    const mark = this.#paint("green", "✓");
    const timed = `${last.padEnd(room)}${this.#paint("dim", time)}`;
    for (const [index, line] of [...lines, timed].entries()) {
      this.#line(`${INDENT}${index === 0 ? mark : " "} ${line}`);
    }
  }

  /** Text behind a mark, its further lines set under its first. */
  #hanging(mark: string, text: string, markWidth = 1): void {
    const lines = wrap(text, this.#width - INDENT.length - markWidth - 1);
    for (const [index, line] of lines.entries()) {
      this.#line(`${INDENT}${index === 0 ? mark : " ".repeat(markWidth)} ${line}`);
    }
  }

  #paint(style: Style, text: string): string {
    // The default would look at process.stdout, which need not be where this goes.
    return this.#colors ? styleText(style, text, { validateStream: false }) : text;
  }

  #line(text: string): void {
    this.#out.write(`${text}\n`);
  }
}

/** A time as a person reads it. */
export function seconds(milliseconds: number): string {
  return `${(milliseconds / 1000).toFixed(1)} s`;
}

/** The lines of a text, broken between words. A word that is too long stays whole, so that it can be copied. */
function wrap(text: string, width: number): string[] {
  return text.split("\n").flatMap((paragraph) => {
    const lines: string[] = [];
    let line = "";
    for (const word of paragraph.split(" ")) {
      if (line !== "" && line.length + 1 + word.length > width) {
        lines.push(line);
        line = word;
      } else {
        line = line === "" ? word : `${line} ${word}`;
      }
    }
    return [...lines, line];
  });
}
