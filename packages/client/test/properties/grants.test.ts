import fc from "fast-check";
import { describe, expect, it } from "vitest";

import { parametersOf, replayPath, runsOf } from "./by-hand.js";
import { whyNotAdministrated } from "../support/administrators.js";
import { sequences } from "./grants-commands.js";
import { GrantsModel } from "./grants-model.js";
import { GrantsWorld, type Setting } from "./grants-world.js";

// By hand: LIFECYCLE_RUNS=200 npx vitest run --project properties packages/client/test/properties/grants
// A failure is run again as those of lifecycle.test.ts.
const RUNS = runsOf(1);
const timeout = 60_000 + RUNS * 60_000;

/** A runtime more takes a second of the processor: these are for runs by hand. */
const byHand = (given: [string, Setting]): [string, Setting][] => (RUNS > 1 ? [given] : []);

async function hold(name: string, setting: Setting): Promise<void> {
  await using world = await GrantsWorld.create(setting);
  const property = fc.asyncProperty(sequences(setting, replayPath), async ({ first, commands }) => {
    const model = new GrantsModel(setting.isCareful, setting.requirements);
    await world.begin();
    await first.run(model, world);
    await fc.asyncModelRun(() => ({ model, real: world }), commands);
  });
  await fc.assert(property, parametersOf(RUNS));
  if (RUNS > 1) {
    const lines = [...world.tally].sort().map(([what, count]) => `${String(count)} × ${what}`);
    const counted = `${name}: ${String(RUNS)} sequences, ${String(world.steps)} steps`;
    process.stdout.write(`${[counted, ...lines].join("\n")}\n`);
  }
  expect(world.steps).toBeGreaterThanOrEqual(RUNS);
}

it.each<[string, Setting]>([
  ["without a profile", { isCareful: false, experimentalApi: false }],
  ["where profiles are named", { isCareful: true, experimentalApi: true }],
  ...byHand(["under a profile that denies", { isCareful: true, experimentalApi: false }]),
])(
  "whatever was granted, a run does no more than its handle admits, or is refused for what was granted (%s)",
  { timeout },
  hold,
);

const admittingAsk: Setting = {
  isCareful: false,
  experimentalApi: false,
  requirements: {
    toml: 'allowed_approval_policies = ["on-request"]\nallowed_approvals_reviewers = ["user"]\n',
    modes: ["ask"],
    sandboxes: ["read_only", "workspace_write"],
  },
};
const admittingReadOnly: Setting = {
  isCareful: false,
  experimentalApi: false,
  requirements: {
    toml: 'allowed_sandbox_modes = ["read-only"]\n',
    modes: ["auto_review", "deny_all", "ask"],
    sandboxes: ["read_only"],
  },
};

describe.skipIf(whyNotAdministrated !== undefined)(
  `under administrators' requirements${whyNotAdministrated === undefined ? "" : ` (skipped: ${whyNotAdministrated})`}`,
  () => {
    it.each<[string, Setting]>([
      ["ask alone", admittingAsk],
      ...byHand(["read_only alone", admittingReadOnly]),
    ])("what is forbidden rejects at once, and nothing runs weaker (%s)", { timeout }, hold);
  },
);
