/** What a change is a change of. */
export type Subject =
  | "clientRequest"
  | "serverRequest"
  | "serverNotification"
  | "clientNotification"
  | "type"
  | "field"
  | "enumValue"
  | "variant";

/** What about the subject changed. */
export type Aspect = "existence" | "type" | "optionality" | "nullability" | "default" | "stability" | "docs";

/** Who sends the thing. A type can be sent by both, and is then judged in each direction. */
export type Direction = "clientToServer" | "serverToClient";

/** What happened to it. */
export type ChangeKind = "added" | "removed" | "changed";
