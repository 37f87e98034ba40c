/** Checks what a server has answered; loaded like the checks themselves, so that a client carries it only when asked to validate. */
import type { CheckResult } from "../matrix.js";
import { InvalidResponse } from "./client-errors.js";
import { dropMalformed, type MalformedEntry } from "./drop-malformed.js";
import type { AnswerCheck, Operation } from "./operation.js";
import type { ReadAnswer } from "./read-answer.js";
import { forStatus } from "./status.js";

type Described = Pick<Operation<never, unknown>, "operationId">;

export function checkAnswer(
  { operationId }: Described,
  answer: ReadAnswer,
  checks: { readonly [status: string]: AnswerCheck } | undefined,
  onMalformedEntry?: (entry: MalformedEntry) => void,
): ReadAnswer {
  const { status, body, headers } = answer;
  const check = checks && forStatus(checks, status);
  if (check === undefined) return answer;
  const judge = (): CheckResult<unknown> => check(body, headers["content-type"]);
  const result = onMalformedEntry
    ? dropMalformed(body, judge, (entry) => onMalformedEntry({ operationId, status, ...entry }))
    : judge();
  if (result.ok) return { ...answer, body: result.value };
  throw new InvalidResponse({ operationId, status, body, headers: new Headers(headers) }, result.issues);
}
