import type { SurfaceCall, SurfaceMethod } from "../../surface/surface.js";
import { docText, standingTags } from "../docs.js";

/** What a method hands back, by its way of calling; what an answer holds, its row says. */
const RETURNS: Readonly<Record<SurfaceCall, string>> = {
  "open-thread": "A handle of the thread.",
  "fork-thread": "A handle of the copy.",
  "start-turn": "The turn, once it has begun: its events, its result, and what steers and ends it.",
  "run-turn": "What the turn came to, once it has ended. One that was interrupted is a result too.",
  "await-turn": "What the turn that does it came to.",
  "pursue-goal": "A handle of the pursuit: its turns, and its end.",
  request: "The answer of the runtime.",
  command: "Nothing, once the runtime has done it.",
  pages: "What all pages hold, one after another.",
  "all-pages": "What all pages hold.",
};

/** What the docs say of one way to call a method, beside what holds for all. */
export interface WayToCall {
  readonly more?: string;
  /** What only it throws. */
  readonly throws?: readonly string[];
  /** Instead of the method's. */
  readonly example?: readonly string[];
}

/** What stands above a method, or above one way to call it. */
export function methodDoc(
  method: SurfaceMethod,
  { more, throws = [], example = method.example }: WayToCall = {},
): string | undefined {
  return docText(
    method.doc,
    more,
    `Protocol method \`${method.request}\`.`,
    [
      ...tagLines(standingTags(method.method)),
      `@returns ${method.returns ?? RETURNS[method.call]}`,
      `@throws ${[...throws, ...thrown(method)].join("; ")}.`,
      "@example",
      "```ts",
      ...example,
      "```",
    ].join("\n"),
  );
}

function tagLines(tags: string | undefined): readonly string[] {
  return tags === undefined ? [] : [tags];
}

const STARTS_TURNS: ReadonlySet<SurfaceCall> = new Set<SurfaceCall>([
  "start-turn",
  "run-turn",
  "await-turn",
  "pursue-goal",
]);

/** What callers meet, those of their own making first. */
function thrown({
  call,
  approval,
  sandbox,
  profile,
  young,
  method,
  clientOptions = {},
  bound = [],
  positional = {},
}: SurfaceMethod): readonly string[] {
  const moded = approval.kind === "mode";
  const held = approval.kind === "in-force";
  const ofThread = [...bound, ...Object.values(positional)].includes("threadId");
  const tooYoung = young.length > 0 || method.age?.stable !== undefined;
  return [
    "UsageError for options that cannot be",
    ...(moded || sandbox !== undefined || profile !== undefined
      ? [
          "ApprovalModeError for what is no mode of this client",
          "ApprovalModeNotAppliedError where what was asked does not hold",
        ]
      : held
        ? ["ApprovalModeNotAppliedError where what was asked of the thread does not hold"]
        : []),
    ...(tooYoung ? ["UnsupportedByRuntimeError if the runtime is too old"] : []),
    ...(call === "run-turn" || call === "await-turn"
      ? ["TurnFailedError if the turn fails", "TurnLostError if its end cannot be known"]
      : []),
    ...(clientOptions["turnTimeoutMs"] === undefined
      ? []
      : ["TurnTimeoutError if it takes too long", "BudgetExceededError if the handle's budget is spent"]),
    ...(STARTS_TURNS.has(call)
      ? ["NotLoggedInError where the runtime lacks the login that its model needs"]
      : []),
    ...(ofThread ? ["ThreadNotFoundError where there is no such thread"] : []),
    "RpcError if the server refuses",
    "RequestTimeoutError",
    "ConnectionClosedError",
    "`signal.reason` on an abort",
  ];
}
