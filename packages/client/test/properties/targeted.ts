import type fc from "fast-check";

/** A step that is done to one of several things: to a thread, or to a handle. */
export interface Step<Model extends object, World> {
  readonly name: string;
  /** What it asks, for whoever reads a counterexample. */
  readonly asked?: unknown;
  readonly candidates: (model: Readonly<Model>) => readonly number[];
  readonly run: (target: number, model: Model, world: World) => Promise<void>;
}

/** A step as a command, done to one of the candidates there are then. `nth` is any number. */
export function targeted<Model extends object, World extends { steps: number }>(
  nth: number,
  { name, asked, candidates, run }: Step<Model, World>,
): fc.AsyncCommand<Model, World> {
  let target = "";
  return {
    check: (model) => candidates(model).length > 0,
    run: async (model, world) => {
      const list = candidates(model);
      const index = list[nth % list.length] ?? -1;
      target = ` #${String(index)}`;
      world.steps += 1;
      await run(index, model, world);
    },
    toString: () => `${name}${target}${asked === undefined ? "" : ` ${JSON.stringify(asked)}`}`,
  };
}
