/** From an answer by status to its body, or to an error. */
import { UnexpectedResponse, wordsOf } from "./client-errors.js";
import { memberOf } from "./member.js";
import { askedWait } from "./retry.js";

export interface AnyAnswer {
  readonly status: number;
  readonly headers?: object | undefined;
  readonly body?: unknown;
}

/** The body of those answers of a union that are successes; where none is said to be one, of those that may be. */
export type BodyOf<Answer extends AnyAnswer> = [SuccessOf<Answer>] extends [never]
  ? PossibleOf<Answer>["body"]
  : SuccessOf<Answer>["body"];

type SuccessOf<Answer extends AnyAnswer> = Answer extends { readonly status: infer Status extends number }
  ? `${Status}` extends `2${string}`
    ? Answer
    : never
  : never;

/** Answers of a range that holds successes among others, as that of `default`. */
type PossibleOf<Answer extends AnyAnswer> = Answer extends { readonly status: infer Status extends number }
  ? [Extract<`${Status}`, `2${string}`>] extends [never]
    ? never
    : Answer
  : never;

/** An answer that is declared, but not a success. */
export class ErrorAnswer<Answer extends AnyAnswer = AnyAnswer> extends Error {
  override readonly name: string = "ErrorAnswer";
  readonly status: number;
  /** The code of a Matrix error, where the body is one. */
  readonly errcode: string | undefined;
  /** Milliseconds that the server asks to wait. */
  readonly retryAfterMs: number | undefined;
  /** As it came, to be told apart by its status. */
  readonly answer: Answer;

  constructor(answer: Answer) {
    const { errcode, said } = wordsOf(answer.body);
    super(`the server answered with ${answer.status}${said === "" ? "" : ` (${said})`}`);
    this.status = answer.status;
    this.errcode = errcode;
    this.retryAfterMs = askedWait(memberOf(answer.headers, "retry-after"), answer.body);
    this.answer = answer;
  }
}

/** The body of a success; throws `ErrorAnswer` of all else. */
export function unwrap<const Answer extends AnyAnswer>(answer: Answer): BodyOf<Answer> {
  if (!isSuccess(answer)) throw new ErrorAnswer(answer);
  return answer.body;
}

/**
 * Whether an error is a server's refusal, declared or not, and has that code, if one is named:
 * `isRefusal(error, "M_FORBIDDEN")`. Both kinds have `status` and `errcode`.
 */
export function isRefusal(error: unknown, errcode?: string): error is ErrorAnswer | UnexpectedResponse {
  if (!(error instanceof ErrorAnswer || error instanceof UnexpectedResponse)) return false;
  return errcode === undefined || error.errcode === errcode;
}

function isSuccess<Answer extends AnyAnswer>(
  answer: Answer,
): answer is Answer & { readonly body: BodyOf<Answer> } {
  return answer.status >= 200 && answer.status < 300;
}
