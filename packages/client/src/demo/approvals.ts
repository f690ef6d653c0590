import type { ApprovalDecision } from "@codex-typed/client";
import { guardianVerdict } from "@codex-typed/client/testing";
import { expectEqual } from "./failure.js";
import type { Stage } from "./stage.js";
import { attempt, expectNotRun, expectRun, reviewIn, type Wish } from "./wish.js";

/** The three approval modes, each with what the model may then do. */
export async function showApprovals(stage: Stage): Promise<void> {
  await showDenyAll(stage);
  await showAsk(stage);
  await showAutoReview(stage);
}

async function showDenyAll(stage: Stage): Promise<void> {
  const { screen, codex, signal } = stage;
  const step = screen.step("Approval mode deny_all: nobody is asked, nothing gets out");
  const thread = await codex.startThread({ approvalMode: "deny_all", sandbox: "workspace_write", signal });
  const first: Wish = { file: "denied.txt", why: "I want to write outside the workspace." };
  screen.say("The model wants to run this outside its sandbox:");
  await attempt(stage, thread, first, { show: true });
  await expectNotRun(stage, first);
  screen.check(`refused: there is no ${first.file}`);

  const second: Wish = { file: "denied-again.txt", why: "And again, a turn later." };
  screen.say("It tries again in a next turn, for which no mode is named:");
  await attempt(stage, thread, second, { show: true });
  await expectNotRun(stage, second);
  expectEqual("The thread's approval mode", thread.settings.approvalMode, "deny_all");
  step.done("refused again: the thread still has deny_all");
}

async function showAsk(stage: Stage): Promise<void> {
  const { screen, codex, signal } = stage;
  const step = screen.step("Approval mode ask: your code decides");
  const thread = await codex.startThread({ approvalMode: "ask", sandbox: "workspace_write", signal });
  screen.say("The runtime asks onApproval, a function of yours:");

  const first: Wish = { file: "accepted.txt", why: "May I leave a note outside the workspace?" };
  answerNext(stage, "accept");
  await attempt(stage, thread, first);
  screen.check(`it ran: ${first.file} holds “${await expectRun(stage, first)}”`);

  const second: Wish = { file: "declined.txt", why: "And another one?" };
  answerNext(stage, "decline");
  await attempt(stage, thread, second);
  await expectNotRun(stage, second);
  step.done(`it did not run: there is no ${second.file}`);
}

function answerNext({ screen, person }: Stage, decision: ApprovalDecision & string): void {
  person.answer = (request) => {
    if (request.kind !== "command") return "decline";
    screen.command(request.command ?? "", request.reason ?? "");
    screen.decision(`your function says ${decision}`);
    return decision;
  };
}

async function showAutoReview(stage: Stage): Promise<void> {
  const { screen, model, codex, signal } = stage;
  const step = screen.step("Approval mode auto_review: a reviewer decides");
  const thread = await codex.startThread({ approvalMode: "auto_review", sandbox: "workspace_write", signal });
  screen.say("The runtime asks a second model, the reviewer (a script here, too):");

  const first: Wish = { file: "doubtful.txt", why: "I would like to try something." };
  model.guardian.enqueue(guardianVerdict({ outcome: "deny", rationale: "Nobody asked for this file." }));
  const denied = reviewIn(await attempt(stage, thread, first, { show: true }));
  expectEqual("The first review", denied.status, "denied");
  await expectNotRun(stage, first);
  screen.decision(`the reviewer denies: “${denied.rationale}”`);
  screen.check(`it did not run: there is no ${first.file}`);

  const second: Wish = { file: "wanted.txt", why: "You asked for this file." };
  model.guardian.enqueue(
    guardianVerdict({ outcome: "allow", rationale: "The user wants it, and it is harmless." }),
  );
  const approved = reviewIn(await attempt(stage, thread, second, { show: true }));
  expectEqual("The second review", approved.status, "approved");
  screen.decision(`the reviewer allows: “${approved.rationale}”`);
  step.done(`it ran: ${second.file} holds “${await expectRun(stage, second)}”`);
}
