import type { InterfaceDeclarationStructure, MethodSignatureStructure } from "ts-morph";
import type { Surface, SurfaceCall, SurfaceClass, SurfaceMethod } from "../../surface/surface.js";
import { docs } from "../docs.js";
import { StructureKind } from "../ts-morph.js";
import { HANDLE, SPOKEN } from "./type-parameters.js";

/** A way of calling: a method of the runner that the generated methods call. */
export interface RunnerMethod {
  readonly name: string;
  readonly doc: string;
  /** What it takes between the operation and the options: params fields, a turn's input, or nothing. */
  readonly takes: "fixed" | "input" | "nothing";
  /** What the type parameter `Method` ranges over, given the requests of the class; without it there is none. */
  readonly ranges?: (requests: string) => string;
  /** What it promises for a request, which is written as a type. */
  readonly result: (request: string) => string;
}

const answerOf = (request: string): string => `ClientRequests[${request}]["result"]`;

const RUNNER_METHODS = {
  "open-thread": {
    name: "openThread",
    doc: "Sends the request and hands back a handle of the thread that the answer describes.",
    takes: "fixed",
    result: () => `Promise<${HANDLE.Codex.name}>`,
  },
  "fork-thread": {
    name: "openFork",
    doc: "Copies the thread and hands back a handle of the copy, which gets what this handle has.",
    takes: "nothing",
    result: () => `Promise<${HANDLE.Thread.name}>`,
  },
  "start-turn": {
    name: "startTurn",
    doc: "Starts a turn and hands back its handle. Its result has an output if the options have a schema.",
    takes: "input",
    result: () => "Promise<Turn>",
  },
  "run-turn": {
    name: "runTurn",
    doc: "Starts a turn and waits for its result, which has an output if the options have a schema.",
    takes: "input",
    result: () => "Promise<TurnResult>",
  },
  "await-turn": {
    name: "awaitTurn",
    doc: "Sends a request that is answered at once, and waits for the turn that it starts.",
    takes: "fixed",
    result: () => "Promise<TurnResult>",
  },
  "pursue-goal": {
    name: "pursueGoal",
    doc: "Sets a goal and hands back the handle of its pursuit.",
    takes: "nothing",
    result: () => `Promise<${HANDLE.ThreadGoal.name}>`,
  },
  request: {
    name: "request",
    doc: "Sends the request and hands back its answer.",
    takes: "fixed",
    ranges: () => "keyof ClientRequests",
    result: (request) => `Promise<${answerOf(request)}>`,
  },
  pages: {
    name: "pages",
    doc: "Hands back what all pages hold, each fetched when it is needed.",
    takes: "fixed",
    ranges: (requests) => requests,
    result: (request) => `AsyncIterable<${answerOf(request)}["data"][number]>`,
  },
  "all-pages": {
    name: "allPages",
    doc: "Fetches all pages and hands back what they hold.",
    takes: "fixed",
    ranges: (requests) => requests,
    result: (request) => `Promise<${answerOf(request)}["data"]>`,
  },
} as const satisfies Partial<Record<SurfaceCall, RunnerMethod>>;

/** The method of the runner behind a method: a command is a request whose answer says nothing. */
export function runnerMethodOf({ call }: SurfaceMethod): RunnerMethod {
  return RUNNER_METHODS[call === "command" ? "request" : call];
}

/** What runs the operations of a class, in the class's own type parameter for what it hands back. */
export function runnerInterface(on: SurfaceClass, { methods }: Surface): InterfaceDeclarationStructure {
  const served = methods.filter((method) => method.on === on);
  return {
    kind: StructureKind.Interface,
    isExported: true,
    name: runnerName(on),
    docs: docs(`Runs the operations of \`${SPOKEN[on]}\`, with a method per way of calling.`),
    typeParameters: [HANDLE[on]],
    methods: Object.values(RUNNER_METHODS).flatMap((method: RunnerMethod) => {
      const own = served.filter((one) => runnerMethodOf(one) === method);
      return own.length === 0 ? [] : [signature(method, own)];
    }),
  };
}

/** The name of a class's runner. */
export function runnerName(on: SurfaceClass): string {
  return `${on}Runner`;
}

function signature(method: RunnerMethod, served: readonly SurfaceMethod[]): MethodSignatureStructure {
  const requests = [...new Set(served.map(({ request }) => JSON.stringify(request)))].join(" | ");
  const { ranges } = method;
  return {
    kind: StructureKind.MethodSignature,
    name: method.name,
    docs: docs(method.doc),
    typeParameters: ranges === undefined ? [] : [{ name: "Method", constraint: ranges(requests) }],
    parameters: [
      { name: "operation", type: `Operation<${ranges === undefined ? requests : "Method"}>` },
      ...PARAMETERS[method.takes],
      { name: "options", type: "CallOptions" },
    ],
    returnType: method.result("Method"),
  };
}

const PARAMETERS: Readonly<
  Record<RunnerMethod["takes"], readonly { readonly name: string; readonly type: string }[]>
> = {
  fixed: [{ name: "fixed", type: "object" }],
  input: [{ name: "input", type: "TurnInput" }],
  nothing: [],
};
