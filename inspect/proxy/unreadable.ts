/** Answers of a target that are not HTTP, or none that can be passed on. */
import type { IncomingMessage } from "node:http";

/** Node reads lower ones, and throws where it is to write them. */
const MIN_STATUS = 100;

export function isAnswer({ statusCode = 0 }: IncomingMessage): boolean {
  return statusCode >= MIN_STATUS;
}

export class UnreadableAnswer extends Error {}

/** Why a request has failed, for its client. */
export function whyNot(error: Error): string {
  const isUnread = "code" in error && String(error.code).startsWith("HPE_");
  return isUnread || error instanceof UnreadableAnswer
    ? "the answer of the target cannot be read as HTTP"
    : "the target cannot be reached";
}
