import { type SurfaceCall, type SurfaceMethod } from "../../surface/surface.js";

/** What a generated base class asks of the handwritten one: a method per way of calling. */
export interface Hook {
  readonly name: string;
  /** What it takes between the operation and the options: params fields, a turn's input, or nothing. */
  readonly takes: "fixed" | "input" | "nothing";
  /** What the type parameter `Method` ranges over, given the requests of the class; without it there is none. */
  readonly ranges?: (requests: string) => string;
  /** Typed by the schema that the turn's answer must match. */
  readonly schema?: true;
  /** What it promises for a request, which is written as a type. */
  readonly result: (request: string) => string;
}

const answerOf = (request: string): string => `ClientRequests[${request}]["result"]`;

/** The hooks, by the way of calling that each serves. */
export const HOOKS = {
  "open-thread": { name: "openThread", takes: "fixed", result: () => "Promise<ThreadHandle>" },
  "fork-thread": { name: "openFork", takes: "nothing", result: () => "Promise<ThreadHandle>" },
  "start-turn": {
    name: "startTurn",
    takes: "input",
    schema: true,
    result: () => "Promise<TurnHandle<Turns, Schema>>",
  },
  "run-turn": {
    name: "runTurn",
    takes: "input",
    schema: true,
    result: () => "Promise<TurnOutcome<Turns, Schema>>",
  },
  "await-turn": {
    name: "awaitTurn",
    takes: "nothing",
    result: () => "Promise<TurnOutcome<Turns, undefined>>",
  },
  "pursue-goal": { name: "pursueGoal", takes: "nothing", result: () => "Promise<GoalHandle>" },
  request: {
    name: "request",
    takes: "fixed",
    ranges: () => "keyof ClientRequests",
    result: (request) => `Promise<${answerOf(request)}>`,
  },
  pages: {
    name: "pages",
    takes: "fixed",
    ranges: (requests) => requests,
    result: (request) => `AsyncIterable<${answerOf(request)}["data"][number]>`,
  },
  "all-pages": {
    name: "allPages",
    takes: "fixed",
    ranges: (requests) => requests,
    result: (request) => `Promise<${answerOf(request)}["data"]>`,
  },
} as const satisfies Partial<Record<SurfaceCall, Hook>>;

/** The hook behind a method: a command is a request whose answer says nothing. */
export function hookOf({ call }: SurfaceMethod): Hook {
  return HOOKS[call === "command" ? "request" : call];
}
