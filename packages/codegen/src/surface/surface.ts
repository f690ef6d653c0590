import type { Property, RequestMethod } from "../protocol/protocol.js";

/** An approval mode of the high-level API. */
type ApprovalMode = "auto_review" | "deny_all" | "ask";

/** The classes that high-level methods land on. `ThreadGoal` is what stands behind `thread.goal`. */
export const SURFACE_CLASSES = ["Codex", "Thread", "ThreadGoal"] as const;

/** A class that high-level methods land on. */
export type SurfaceClass = (typeof SURFACE_CLASSES)[number];

/** What a high-level method does with its request, and what it hands back. */
export type SurfaceCall =
  /** Sends the request and opens a handle on the thread that the answer describes. */
  | "open-thread"
  /** The same from a handle, which passes on what it has. */
  | "fork-thread"
  /** Starts a turn and hands back its handle. */
  | "start-turn"
  /** Starts a turn and waits for its result. */
  | "run-turn"
  /** Sends a request that is answered at once, and waits for the turn that it starts. */
  | "await-turn"
  /** Sets a goal and hands back the handle of its pursuit. */
  | "pursue-goal"
  /** Sends the request and hands back its answer, or the one field of it that `answer` names. */
  | "request"
  /** Sends the request; the answer says nothing. */
  | "command"
  /** Hands back what all pages hold, each fetched when it is needed. */
  | "pages"
  /** Fetches all pages and hands back what they hold. */
  | "all-pages";

/** Which approval routing a method sends. */
export type ApprovalRule =
  | {
      /** The request's params carry no approval routing. */
      readonly kind: "none";
    }
  | {
      /** The params carry none, but a turn is started, and takes nothing along: what was asked of the handle must be in force before. */
      readonly kind: "in-force";
    }
  | {
      /** The caller may name a mode. */
      readonly kind: "mode";
      /** The mode that is sent otherwise. */
      readonly whenOmitted: ApprovalMode;
      /** The caller may say `configured`: nothing is sent, and the configuration decides. */
      readonly configured: true;
    }
  | {
      /** The caller may name a mode. */
      readonly kind: "mode";
      /** Nothing is sent otherwise: the thread keeps what it has. */
      readonly whenOmitted: "nothing";
      /** None here: nothing is sent anyway. */
      readonly configured?: undefined;
    };

/** An option that the client takes for itself: it fills no params field and is never sent. */
export interface ClientOption {
  /** Its type, in names that the generated code's support exports; `Mode` is the client's approval modes. */
  readonly type: string;
  /** The names in `type` to import. */
  readonly imports: readonly string[];
  /** What its docs say. */
  readonly doc: string;
}

/** An option that is sent as a setting of the thread's own configuration. */
export interface SettingOption {
  /** The setting's name, as in `config.toml`. */
  readonly setting: string;
  /** The definition of the protocol that its value has. Where that is a list of words, no other is taken. */
  readonly type: string;
  /** What its docs say. */
  readonly doc: string;
}

/** One row of the surface table. */
export interface SurfaceRow {
  /** The class that the method lands on. */
  readonly on: SurfaceClass;
  /** The method's name. */
  readonly name: string;
  /** What its docs say that it does. */
  readonly doc: string;
  /** What its docs say that it hands back, where the way of calling does not say it already. */
  readonly returns?: string;
  /** The lines of a program that calls it, which knows of a `codex`, a `thread`, a `threadId` and the like. */
  readonly example: readonly string[];
  /** The protocol method behind it. */
  readonly request: string;
  /** What it does with the request, and what it hands back. */
  readonly call: SurfaceCall;
  /** Which approval routing it sends. */
  readonly approval: ApprovalRule;
  /** The field of the result that is handed back instead of the whole. */
  readonly answer?: string;
  /** Arguments before the options, in order: argument name → the params field it fills. */
  readonly positional?: Readonly<Record<string, string>>;
  /** Params fields that the handle fills by itself. */
  readonly bound?: readonly string[];
  /** Params fields that the argument `input` fills in the place of the field under that name, by what it is given. */
  readonly inputFields?: readonly string[];
  /** Params fields that are options under their own name, in the runtimes that have them; the run stops if one is gone. */
  readonly options?: readonly string[];
  /** What the docs of an option say, where the schema says nothing of its field. */
  readonly optionDocs?: Readonly<Record<string, string>>;
  /** Params fields that are kept from the high-level API, each with the reason. */
  readonly withheld?: Readonly<Record<string, string>>;
  /** Options that stand in the params field `config`, each as a setting of the configuration. */
  readonly settings?: Readonly<Record<string, SettingOption>>;
  /** Options that the client takes for itself, beside those that fill params. Only a row with an approval rule has `Mode`. */
  readonly clientOptions?: Readonly<Record<string, ClientOption>>;
  /** The params field that the `sandbox` option fills. */
  readonly sandbox?: "sandbox" | "sandboxPolicy";
  /**
   * The params field that the option `profile` fills, in place of a sandbox: for clients that opted into the experimental API, and
   * in the runtimes that have it.
   */
  readonly profile?: "permissions";
  /** The option that takes a schema: its type is the method's type parameter, and settles what the method hands back. */
  readonly schema?: string;
  /**
   * What becomes of the option `tools`, which is for clients that opted into the experimental API: its tools are announced in
   * this params field, or were when the thread started, so that only their execution is settled here.
   */
  readonly tools?: "dynamicTools" | "announced";
}

/** A {@link SurfaceRow} checked against a protocol. */
export interface SurfaceMethod extends Omit<SurfaceRow, "answer" | "settings"> {
  /** The request behind it. */
  readonly method: RequestMethod;
  /** The field of the result that is handed back instead of the whole. */
  readonly answer: Property | undefined;
  /** The params fields that are options, in the table's order, each with the words of the schema or else of the table. */
  readonly fields: readonly Property[];
  /** Options that are settings of the configuration. */
  readonly settings: readonly SurfaceSetting[];
  /** Positional arguments with the field that each fills. */
  readonly arguments: readonly SurfaceArgument[];
  /** The params fields that a caller's option or input fills, and that are young enough for a runtime to lack them. */
  readonly young: readonly Property[];
}

/** An option that is sent as a setting of the configuration. */
export interface SurfaceSetting extends SettingOption {
  /** The option's name. */
  readonly name: string;
  /** The only values that it takes; `undefined` where any of its type will do. */
  readonly values: readonly string[] | undefined;
}

/** A positional argument, and the params field that it fills. */
export interface SurfaceArgument {
  /** The argument's name. */
  readonly name: string;
  /** The params field. */
  readonly field: Property;
}

/** The high-level API for one protocol. */
export interface Surface {
  /** The methods of all classes, in the table's order. */
  readonly methods: readonly SurfaceMethod[];
  /** `Class.method: field` for each params field that is neither exposed nor withheld: new in this runtime. */
  readonly notExposed: readonly string[];
}
