/** Tokens: a position, which every process on the same store understands, also after a restart. */
import { invalidParam } from "../errors.js";
import type { Position } from "../store/store.js";

/** A token for a position, and for an earlier one where messages to the device after that one are still to come. */
export function tokenOf(position: Position, delivered: Position = position): string {
  return delivered < position ? `s${position}_${delivered}` : `s${position}`;
}

/** The position of a token of `/sync`. */
export function positionOf(token: string): Position {
  return read(/^s(\d{1,15})(?:_\d{1,15})?$/, token);
}

/** The position up to which a device that uses a token has its messages. */
export function deliveredOf(token: string): Position {
  return read(/^s(?:\d{1,15}_)?(\d{1,15})$/, token);
}

/**
 * The position of a token of `/messages`: history that was fetched from other servers stands before 0. Undefined without a token;
 * clients that have none send an empty one.
 */
export function pagePositionOf(token: string | undefined): Position | undefined {
  return token === undefined || token === "" ? undefined : read(/^s(-?\d{1,15})(?:_\d{1,15})?$/, token);
}

function read(pattern: RegExp, token: string): Position {
  const digits = pattern.exec(token)?.[1];
  if (digits === undefined) throw invalidParam(`${token} is not a token of this server`);
  return Number(digits);
}
