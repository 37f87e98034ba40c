/** Passwords that callers give, within the limits on guessing. */
import type { ServerContext } from "../../context.js";
import { addressKey } from "../../limits/address-key.js";
import { passwordMatches } from "./passwords.js";

/** Whether the account is there and the password is its own. Throws 429 for a caller who guesses. */
export async function isPasswordOf(
  context: Pick<ServerContext, "limits" | "store">,
  name: string,
  { password, ip }: { readonly password: string; readonly ip: string | undefined },
): Promise<boolean> {
  const address = addressKey(ip);
  // Before it is known whether it fails, as many may come at once. The address comes first: what it has used up of its
  // own costs the account nothing, so that one address cannot lock the account out (O10).
  await context.limits.take("loginFailure", `${address} ${name}`);
  await context.limits.take("accountFailure", name);
  const account = await context.store.account(name);
  const matches = await passwordMatches(password, account?.passwordHash);
  if (account === undefined || !matches) return false;
  await context.limits.refund("loginFailure", `${address} ${name}`);
  await context.limits.refund("accountFailure", name);
  return true;
}
