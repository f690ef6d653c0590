import type { Generation } from "../../demo/freshness.js";

/** A generation that costs nothing. */
export const NOTHING_GENERATED: Generation = {
  files: new Map(),
  protocol: {
    runtimeVersion: "0.0.0",
    clientRequests: [],
    serverRequests: [],
    serverNotifications: [],
    definitions: [],
  },
};
