import type { Aspect, ChangeKind } from "./vocabulary.js";

/** Whether something breaks, and why. */
interface Verdict {
  readonly breaking: boolean;
  readonly why: string;
}

/** How one kind of change is judged. */
export interface Rule {
  readonly change: ChangeKind;
  readonly aspect: Aspect;
  /** What happened, in a few words. */
  readonly label: string;
  /** The judgement where the client sends the thing: params of requests, results of server requests. */
  readonly clientToServer: Verdict;
  /** The judgement where the server sends it: results, notifications, params of server requests. */
  readonly serverToClient: Verdict;
  /** Whether it is judged the same for what no method reaches; otherwise that breaks nothing. */
  readonly always?: true;
}

const breaks = (why: string): Verdict => ({ breaking: true, why });
const fine = (why: string): Verdict => ({ breaking: false, why });
/** The same whoever sends it. */
const either = (verdict: Verdict): Pick<Rule, "clientToServer" | "serverToClient" | "always"> => ({
  clientToServer: verdict,
  serverToClient: verdict,
  always: true,
});

const words = either(fine("Words alone: nothing on the wire changes."));

/**
 * Every rule there is. The thought behind all of them: what a client could send must still be taken, and what the server sends
 * must still be what a reader was told to expect. So the same change is judged by who sends the thing.
 */
export const RULES = {
  "clientRequest.added": {
    change: "added",
    aspect: "existence",
    label: "new request",
    ...either(fine("Nobody has to call it.")),
  },
  "clientRequest.removed": {
    change: "removed",
    aspect: "existence",
    label: "request removed",
    ...either(breaks("Callers get an error for a method that the server does not know.")),
  },
  "serverRequest.added": {
    change: "added",
    aspect: "existence",
    label: "new server request",
    ...either(
      fine("A client that does not know it refuses it, and the server goes on. Decide whether to answer it."),
    ),
  },
  "serverRequest.removed": {
    change: "removed",
    aspect: "existence",
    label: "server request removed",
    ...either(breaks("Its handlers are never called again.")),
  },
  "serverNotification.added": {
    change: "added",
    aspect: "existence",
    label: "new notification",
    ...either(fine("Unknown notifications pass through; nobody has to listen.")),
  },
  "serverNotification.removed": {
    change: "removed",
    aspect: "existence",
    label: "notification removed",
    ...either(breaks("Its listeners are never called again.")),
  },
  "clientNotification.added": {
    change: "added",
    aspect: "existence",
    label: "new client notification",
    ...either(fine("Nobody has to send it.")),
  },
  "clientNotification.removed": {
    change: "removed",
    aspect: "existence",
    label: "client notification removed",
    ...either(breaks("The server no longer knows what its senders tell.")),
  },

  "type.added": {
    change: "added",
    aspect: "existence",
    label: "new type",
    ...either(fine("What uses it is judged where it is used.")),
  },
  "type.removed": {
    change: "removed",
    aspect: "existence",
    label: "type removed",
    ...either(breaks("Code that names the type no longer compiles.")),
  },
  "type.renamed": {
    change: "changed",
    aspect: "type",
    label: "other type, same shape",
    ...either(fine("Both sides take the same values; only the name of the type differs.")),
  },
  "type.widened": {
    change: "changed",
    aspect: "type",
    label: "type widened",
    clientToServer: fine("Everything that callers sent is still taken."),
    serverToClient: breaks("Readers meet values that the old type excluded."),
  },
  "type.narrowed": {
    change: "changed",
    aspect: "type",
    label: "type narrowed",
    clientToServer: breaks("Callers may send values that are no longer taken."),
    serverToClient: fine("Everything that comes fits the old type."),
  },
  "type.replaced": {
    change: "changed",
    aspect: "type",
    label: "type changed",
    clientToServer: breaks("Callers send values that are no longer taken."),
    serverToClient: breaks("Readers meet values that the old type excluded."),
  },

  "field.added.required": {
    change: "added",
    aspect: "existence",
    label: "new required field",
    clientToServer: breaks("Callers that leave it out are refused."),
    serverToClient: fine("Readers ignore fields that they do not know."),
  },
  "field.added.optional": {
    change: "added",
    aspect: "existence",
    label: "new optional field",
    clientToServer: fine("Callers may leave it out."),
    serverToClient: fine("Readers ignore fields that they do not know."),
  },
  "field.removed": {
    change: "removed",
    aspect: "existence",
    label: "field removed",
    clientToServer: breaks("What callers send in it is ignored or refused."),
    serverToClient: breaks("Readers find nothing there."),
  },
  "field.required": {
    change: "changed",
    aspect: "optionality",
    label: "optional → required",
    clientToServer: breaks("Callers that leave it out are refused."),
    serverToClient: fine("Readers always find it now."),
  },
  "field.optional": {
    change: "changed",
    aspect: "optionality",
    label: "required → optional",
    clientToServer: fine("Callers may go on sending it."),
    serverToClient: breaks("Readers that count on it may not find it."),
  },
  "null.added": {
    change: "changed",
    aspect: "nullability",
    label: "null added",
    clientToServer: fine("Callers need not send null."),
    serverToClient: breaks("Readers that count on a value may meet null."),
  },
  "null.removed": {
    change: "changed",
    aspect: "nullability",
    label: "null removed",
    clientToServer: breaks("Callers that send null are refused."),
    serverToClient: fine("Readers never meet null now."),
  },
  "default.changed": {
    change: "changed",
    aspect: "default",
    label: "default changed",
    clientToServer: fine("No code is wrong, but leaving it out now means something else."),
    serverToClient: fine("It says what an absent key stands for; what is sent is the same."),
  },

  "enumValue.added": {
    change: "added",
    aspect: "existence",
    label: "new enum value",
    clientToServer: fine("Callers need not send it."),
    serverToClient: breaks("Exhaustive switches meet a value that they do not know."),
  },
  "enumValue.removed": {
    change: "removed",
    aspect: "existence",
    label: "enum value removed",
    clientToServer: breaks("Callers that send it are refused."),
    serverToClient: fine("Readers never meet it now."),
  },
  "enumValue.named": {
    change: "added",
    aspect: "existence",
    label: "enum value named",
    ...either(fine("A plain string beside the values admitted it already.")),
  },
  "enumValue.unnamed": {
    change: "removed",
    aspect: "existence",
    label: "enum value no longer named",
    ...either(fine("A plain string beside the values still admits it.")),
  },
  "variant.added": {
    change: "added",
    aspect: "existence",
    label: "new variant",
    clientToServer: fine("Callers need not send it."),
    serverToClient: breaks("Exhaustive switches meet a variant that they do not know."),
  },
  "variant.removed": {
    change: "removed",
    aspect: "existence",
    label: "variant removed",
    clientToServer: breaks("Callers that send it are refused."),
    serverToClient: fine("Readers never meet it now."),
  },
  "variant.covered": {
    change: "added",
    aspect: "existence",
    label: "variant named",
    ...either(fine("Another variant admitted it already.")),
  },
  "variant.uncovered": {
    change: "removed",
    aspect: "existence",
    label: "variant no longer named",
    ...either(fine("Another variant still admits it.")),
  },

  "stability.stabilized": {
    change: "changed",
    aspect: "stability",
    label: "experimental → stable",
    ...either(fine("Clients can use it without opting in.")),
  },
  "stability.required": {
    change: "changed",
    aspect: "stability",
    label: "experimental → stable, and required",
    clientToServer: breaks("Callers that did not opt in leave it out, and are refused."),
    serverToClient: fine("Clients can read it without opting in."),
  },
  "stability.listed": {
    change: "changed",
    aspect: "stability",
    label: "experimental → stable, one of several",
    clientToServer: fine("Callers can send it without opting in."),
    serverToClient: breaks("Exhaustive switches of clients that did not opt in meet what they do not know."),
  },
  "stability.destabilized": {
    change: "changed",
    aspect: "stability",
    label: "stable → experimental",
    ...either(breaks("Clients that did not opt in no longer have it.")),
  },
  "docs.added": { change: "added", aspect: "docs", label: "words added", ...words },
  "docs.removed": { change: "removed", aspect: "docs", label: "words removed", ...words },
  "docs.changed": { change: "changed", aspect: "docs", label: "words changed", ...words },
} as const satisfies Record<string, Rule>;

/** The name of a rule. */
export type RuleId = keyof typeof RULES;

/** The rule called `id`. */
export function ruleOf(id: RuleId): Rule {
  return RULES[id];
}
