import fc from "fast-check";
import { expect, it } from "vitest";

import { parametersOf, replayPath, runsOf } from "./by-hand.js";
import type { Sandbox } from "../../src/index.js";
import { sequences } from "./commands.js";
import { Model } from "./model.js";
import { World } from "./world.js";

// By hand: LIFECYCLE_RUNS=200 npx vitest run --project properties test/properties/lifecycle
// A failure prints its seed, its path and, in the counterexample, a replayPath. To run it again, and nothing else:
// LIFECYCLE_SEED=… LIFECYCLE_PATH=… LIFECYCLE_REPLAY=… npx vitest run --project properties test/properties/lifecycle -t "NAME OF THE TEST"
const RUNS = runsOf(4);

// The setting decides what becomes of workspace-write on fork and cold resume.
it.each<Sandbox>(["read_only", "workspace_write", "full_access"])(
  "whatever the order of things, every turn runs under what was asked of its handle (sandbox_mode: %s)",
  { timeout: 60_000 + RUNS * 20_000 },
  async (configured) => {
    await using world = await World.create({ configured });
    const property = fc.asyncProperty(
      sequences(replayPath),
      fc.boolean(),
      async ({ first, commands }, experimentalApi) => {
        const model = new Model(configured);
        model.experimentalApi = experimentalApi;
        await world.begin(experimentalApi);
        await first.run(model, world);
        await fc.asyncModelRun(() => ({ model, real: world }), commands);
      },
    );
    await fc.assert(property, parametersOf(RUNS));
    if (RUNS > 4)
      process.stdout.write(`${configured}: ${String(RUNS)} sequences, ${String(world.steps)} steps\n`);
    expect(world.steps).toBeGreaterThanOrEqual(RUNS);
  },
);
