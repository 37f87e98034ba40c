/** Sync tokens: a position, which every process on the same store understands, also after a restart. */
import { invalidParam } from "../errors.js";
import type { Position } from "../store/types.js";

/** A token for a position. */
export function tokenOf(position: Position): string {
  return `s${position}`;
}

/** The position of a token. */
export function positionOf(token: string): Position {
  const digits = /^s(\d{1,15})$/.exec(token)?.[1];
  if (digits === undefined) throw invalidParam(`${token} is not a token of this server`);
  return Number(digits);
}
