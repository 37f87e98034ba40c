/** Description of an operation for a client. */
import type { CheckResult } from "../matrix.js";
import type { Bodies, EncodedBody } from "./form-field.js";
import type { Parameter } from "./parameter.js";
import type { Requirement, SendCredentials } from "./requirement.js";
import type { Scheme } from "./route.js";
import type { AnswerKind, ReadBody } from "./stream.js";

/** The parts of any request; each operation's own type is narrower. */
export interface AnyRequest {
  readonly path?: object | undefined;
  readonly query?: object | undefined;
  readonly headers?: object | undefined;
  readonly cookies?: object | undefined;
  readonly body?: unknown;
  /** One of several media types of the body. */
  readonly contentType?: string | undefined;
}

/** An address from the root, and headers, as they are sent. */
export interface Written {
  readonly uri: string;
  readonly headers: object | undefined;
}

/** Writes parameters in other than the usual styles. */
export type WriteParameters = (operation: Operation<never, unknown>, request: AnyRequest) => Written;

/** Writes a body by what it is, or by the media type that the caller names. */
export type WriteBody = (
  operation: { readonly bodies?: Bodies },
  request: Pick<AnyRequest, "body" | "contentType">,
) => EncodedBody;

export interface Operation<Request, Response> {
  readonly operationId: string;
  /** Name of the operation in the client and in the handlers. */
  readonly name: string;
  readonly method: string;
  /** From the root, with `{name}` for each parameter. */
  readonly path: string;
  /** Path parameters that may be empty. */
  readonly mayBeEmpty?: readonly string[];
  /** With the styles of parameters, where `writeParameters` needs them. */
  readonly parameters?: readonly Parameter[];
  /** Missing where all parameters have the usual styles. */
  readonly writeParameters?: WriteParameters;
  /** `json`, or the media type that bytes or text are sent with. */
  readonly body?: string;
  /** Ways to write a body that is a form or one of several, instead of `body`. */
  readonly bodies?: Bodies;
  /** Set with `bodies`. */
  readonly writeBody?: WriteBody;
  /** The media type of JSON, where it has another name. */
  readonly mediaType?: string;
  /** By status, or by range such as `3XX`. */
  readonly responses: {
    readonly [status: string]: AnswerKind | "nothing" | ReadBody;
  };
  /** Credentials of which any one is enough; missing where the operation is open to all. */
  readonly security?: readonly Scheme[];
  /** Credentials by the names of schemes, instead of `security`; any one of the lists is enough. */
  readonly requirements?: readonly Requirement[];
  /** Set with `requirements`. */
  readonly sendCredentials?: SendCredentials;
  /** Never set: ties an operation to its types. */
  readonly "~types"?: (request: Request) => Response;
}

/** Checks of answers, by the operation's name and by status. */
export interface ResponseChecks {
  readonly [name: string]: { readonly [status: string]: AnswerCheck };
}

/** Check of a body, which may be another for each media type. */
export type AnswerCheck = (body: unknown, contentType?: string) => CheckResult<unknown>;
