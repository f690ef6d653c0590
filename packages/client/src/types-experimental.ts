/** The protocol as a client meets it that was connected with `experimentalApi: true`: the stable one, and what is added. */
export type * from "./generated/experimental/types.js";
export type * from "./generated/experimental/methods.js";
