/** Answers of a target that are not HTTP, or none that can be passed on. */
import type { IncomingMessage } from "node:http";

/** Node reads lower ones, and throws where it is to write them. */
const MIN_STATUS = 100;

/** Control characters, which Node reads as well. */
const WRITABLE = /^[\t\x20-\x7e\x80-\xff]*$/;

export function isAnswer({ statusCode = 0, statusMessage = "" }: IncomingMessage): boolean {
  return statusCode >= MIN_STATUS && WRITABLE.test(statusMessage);
}

export class UnreadableAnswer extends Error {}

/** Why a request has failed, for its client. */
export function whyNot(error: Error): string {
  const isUnread = "code" in error && String(error.code).startsWith("HPE_");
  return isUnread || error instanceof UnreadableAnswer
    ? "the answer of the target cannot be read as HTTP"
    : "the target cannot be reached";
}
