/** Errors that a call throws when an answer departs from the specification. */
import type { Issue } from "../matrix.js";
import { describeIssues } from "./issues.js";
import { memberOf } from "./member.js";

export interface AnswerDetails {
  readonly operationId: string;
  readonly status: number;
  /** Parsed where it is JSON, otherwise text; undefined when there is none. */
  readonly body: unknown;
  readonly headers: Headers;
}

/** A status that the operation does not declare, or a body that cannot be read. */
export class UnexpectedResponse extends Error {
  override readonly name: string = "UnexpectedResponse";
  readonly operationId: string;
  readonly status: number;
  /** The code of a Matrix error, where the body is one. */
  readonly errcode: string | undefined;
  readonly body: unknown;
  readonly headers: Headers;

  constructor({ operationId, status, body, headers }: AnswerDetails, what?: string) {
    const { errcode, said } = wordsOf(body);
    super(
      `${operationId} was answered with ${status}${what ? `, ${what}` : ""}${said === "" ? "" : ` (${said})`}`,
    );
    this.operationId = operationId;
    this.status = status;
    this.errcode = errcode;
    this.body = body;
    this.headers = headers;
  }
}

/** With `validateResponses`: a body that breaks its schema. */
export class InvalidResponse extends UnexpectedResponse {
  override readonly name: string = "InvalidResponse";
  readonly issues: readonly Issue[];

  constructor(details: AnswerDetails, issues: readonly Issue[]) {
    super(details, `but the body is invalid: ${describeIssues(issues)}`);
    this.issues = issues;
  }
}

/** With `maxResponseBytes`: a body that is larger. */
export class ResponseTooLarge extends UnexpectedResponse {
  override readonly name: string = "ResponseTooLarge";

  constructor(details: AnswerDetails, limit: number) {
    super(details, `with a body larger than ${limit} bytes`);
  }
}

/** Code and text of a Matrix error, where a body is one, and both as one line. */
export function wordsOf(body: unknown): { readonly errcode: string | undefined; readonly said: string } {
  const [errcode, error] = ["errcode", "error"].map((name) => {
    const value = memberOf(body, name);
    return typeof value === "string" ? value : undefined;
  });
  return { errcode, said: [errcode, error].filter((text) => text !== undefined).join(": ") };
}
