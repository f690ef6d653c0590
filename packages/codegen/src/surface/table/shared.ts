import type { SurfaceRow } from "../surface.js";

/** Params fields that are options wherever a thread is opened. */
export const THREAD_FIELDS = [
  "cwd",
  "model",
  "modelProvider",
  "serviceTier",
  "config",
  "baseInstructions",
  "developerInstructions",
];

/** What they are, where the schema does not say. */
export const THREAD_FIELD_DOCS = {
  cwd: "The working folder: commands start in it, and the sandbox `workspace_write` is around it. A relative one is seen from the runtime's own, and over a `transport` taken for a new thread alone. Without it, the runtime's own for a new thread, else the one that the thread has.",
  model:
    "The id of a model, as `codex.models()` lists it. Without it, the configured one for a new thread, else the one that the thread has.",
  modelProvider: "Through whom the model is called: the id of a provider that is configured or built in.",
  serviceTier:
    "How fast and at which price the model answers: the id of one of its `serviceTiers`, which `codex.models()` lists.",
  config:
    "Settings of `config.toml` for this thread alone, nested as there. Only those that decide nothing about approvals, sandboxes or programs are taken; any other throws ApprovalModeError.",
  baseInstructions: "What the model is told instead of the runtime's own instructions.",
  developerInstructions:
    "What the model is told beside them by whoever makes the program: it stands above what users say.",
  ephemeral:
    "Whether the thread is kept in memory alone, so that it is neither listed nor opened again. Default `false`.",
} as const satisfies SurfaceRow["optionDocs"];

const WITH_NEXT_TURN = "A thread that is loaded gets it with the next turn of this handle.";

const UNLESS_LOADED =
  "A thread that is loaded keeps what it was loaded with, and this rejects with UsageError.";

/** The same of a thread that may be loaded already. */
export const RESUMED_FIELD_DOCS = {
  ...THREAD_FIELD_DOCS,
  model: `${THREAD_FIELD_DOCS.model} ${WITH_NEXT_TURN}`,
  serviceTier: `${THREAD_FIELD_DOCS.serviceTier} ${WITH_NEXT_TURN}`,
  modelProvider: `${THREAD_FIELD_DOCS.modelProvider} A thread that is loaded keeps its own, and this rejects with UsageError where that is another.`,
  config: `${THREAD_FIELD_DOCS.config} ${UNLESS_LOADED}`,
  baseInstructions: `${THREAD_FIELD_DOCS.baseInstructions} ${UNLESS_LOADED}`,
  developerInstructions: `${THREAD_FIELD_DOCS.developerInstructions} ${UNLESS_LOADED}`,
} as const satisfies SurfaceRow["optionDocs"];

/** Settings that are options wherever a thread is opened. */
export const THREAD_SETTINGS = {
  effort: {
    setting: "model_reasoning_effort",
    type: "ReasoningEffort",
    doc: "How much the model reasons: one of its `supportedReasoningEfforts`, which `codex.models()` lists. Without it, what is configured, else the model's default. A turn may name another, for itself and those after it.",
  },
  webSearch: {
    setting: "web_search",
    type: "WebSearchMode",
    doc: "Whether the model may search the web: `disabled`, in what the provider has `cached` or `indexed`, or `live`. Without it, what is configured. It is the model's provider that searches: the sandbox has no say in it.",
  },
} as const satisfies SurfaceRow["settings"];

/** The same of a thread that may be loaded already: the runtime then ignores its configuration. */
export const RESUMED_THREAD_SETTINGS = {
  effort: { ...THREAD_SETTINGS.effort, doc: `${THREAD_SETTINGS.effort.doc} ${UNLESS_LOADED}` },
  webSearch: { ...THREAD_SETTINGS.webSearch, doc: `${THREAD_SETTINGS.webSearch.doc} ${UNLESS_LOADED}` },
} as const satisfies SurfaceRow["settings"];

/** A handler of the thread's own. */
export const THREAD_HANDLER = {
  onApproval: {
    type: "ThreadApprovalHandler<Mode>",
    imports: ["ThreadApprovalHandler"],
    doc: "Decides about this thread instead of the client's own `onApproval`, which a client must have to ask at all.",
  },
} as const satisfies SurfaceRow["clientOptions"];

/** What a handle's turns may spend. */
export const HANDLE_BUDGET = {
  budget: {
    type: "Budget",
    imports: ["Budget"],
    doc: "What the turns of this handle may spend: how many begin, and how many tokens they and their subagents use in all. A turn beyond it rejects with BudgetExceededError before anything is sent for it; one that passes the bound of tokens while it runs is interrupted, and rejects with it. Neither the turns of other handles count nor those of forks, which have budgets of their own; a goal needs one of its own too. Without it there is no bound.",
  },
} as const satisfies SurfaceRow["clientOptions"];

/** How long a turn may take. */
export const TURN_TIMEOUT = {
  turnTimeoutMs: {
    type: "number",
    imports: [],
    doc: "How long the turn may take in all, in milliseconds, from this call on: waiting for other turns of the thread and for approvals counts. Then it is interrupted, and rejects with TurnTimeoutError once its end is told, or 5 seconds later; one that ends by itself meanwhile is a result. 0 or Infinity: as long as it likes, which is the default. `timeoutMs` bounds only how long the runtime may take to start the turn.",
  },
} as const satisfies SurfaceRow["clientOptions"];

/** What is withheld where the client reads page after page. */
export const PAGED = { cursor: "the client follows it by itself" };
