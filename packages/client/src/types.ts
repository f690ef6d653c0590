export type * from "./generated/types.js";
export type * as Experimental from "./types-experimental.js";
export type {
  ClientNotifications,
  ClientRequests,
  ServerNotifications,
  ServerRequests,
} from "./generated/methods.js";
