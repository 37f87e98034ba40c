/** The one seam between the engine and what is generated from `schemas/`. */

/** Every membership that the schemas know. The tables over it are exhaustive: a new one must be decided on. */
export type Membership = "ban" | "invite" | "join" | "knock" | "leave";

/** Every join rule that the schemas know. The tables over it are exhaustive: a new one must be decided on. */
export type JoinRule = "invite" | "knock" | "knock_restricted" | "private" | "public" | "restricted";
