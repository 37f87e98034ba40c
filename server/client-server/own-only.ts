/** Paths that name a user, of which each may use only their own (CLIENTS: "own only"). */
import { forbidden } from "../errors.js";
import type { Auth } from "./auth.js";

/** Refuses with 403 another user's ID in the path. */
export function requireOwn(auth: Auth, userId: string): void {
  if (auth.userId !== userId) throw forbidden("That is another user's");
}
