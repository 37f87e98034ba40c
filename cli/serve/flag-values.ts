/** Readers of what flags of `knockgen serve` alone are given. */
import { isIP } from "node:net";
import type { RateLimit } from "@knockgen/server";
import { InvalidArgumentError } from "commander";

const RATE = /^(\w+)=(\d+),(\d+(?:\.\d+)?)$/;

/** `knock=20,0.2`: twenty at once, then one each five seconds. */
export function rate(
  text: string,
  before: ReadonlyMap<string, RateLimit> = new Map(),
): ReadonlyMap<string, RateLimit> {
  const [, name = "", burst, perSecond] = RATE.exec(text) ?? [];
  const given = { burst: Number(burst), perSecond: Number(perSecond) };
  if (!(given.burst >= 1 && given.perSecond > 0))
    throw new InvalidArgumentError("not NAME=BURST,PER_SECOND, as in knock=20,0.2");
  return new Map([...before, [name, given]]);
}

/** An address, or a block of them. */
export function proxy(text: string, before: readonly string[] = []): readonly string[] {
  const [address = "", length, ...more] = text.split("/");
  const bits = isIP(address) === 4 ? 32 : 128;
  const fits = length === undefined || (/^\d{1,3}$/.test(length) && Number(length) <= bits);
  if (isIP(address) === 0 || !fits || more.length > 0)
    throw new InvalidArgumentError("not an address or a CIDR block");
  return [...before, text];
}

export function webUrl(text: string): string {
  if (!/^https?:$/.test(URL.canParse(text) ? new URL(text).protocol : ""))
    throw new InvalidArgumentError("not a URL of the web");
  return text;
}

export function admin(text: string): string {
  if (!/^(?:@\S+:\S+|[^@\s]+@[^@\s]+)$/.test(text))
    throw new InvalidArgumentError("neither a user ID nor an email address");
  return text;
}
