/** Looks at a whole request or answer by a route, and says all that is wrong with it. Throws nothing. */
import type { Found, InspectedAnswer, InspectedRequest, InspectedSide } from "./found.js";
import { inspectBody } from "./inspect-body.js";
import { inspectError } from "./inspect-error.js";
import { inspectParameters } from "./inspect-parameters.js";
import { essenceOf, holds } from "./media-type.js";
import { isOfMatrix } from "./of-matrix.js";
import type { Route } from "./route.js";
import { forStatus } from "./status.js";

export type {
  Found,
  InspectedAnswer,
  InspectedBody,
  InspectedPlace,
  InspectedRequest,
  InspectedSide,
} from "./found.js";
export { isStandardError } from "./inspect-error.js";

export function inspectRequest(route: Route, request: InspectedRequest): InspectedSide {
  const found = inspectParameters(route, request);
  if (route.body === undefined || request.body === undefined) return { found };
  const isEmpty = "bytes" in request.body && request.body.bytes.length === 0;
  if (isEmpty && !route.bodyRequired) return { found };
  const body = inspectBody(route.body, request.header("content-type"), request.body);
  return { ...body, found: [...found, ...body.found] };
}

/**
 * The form of an answer's error is Matrix's standard one at any status from 400 on, described or not: most of its
 * operations describe only some of their errors. Errors of other APIs are what their documents describe.
 */
export function inspectAnswer(route: Route, answer: InspectedAnswer): InspectedSide {
  const { status, header, body } = answer;
  const found = missingHeaders(answer);
  const contents = forStatus(route.responses, status);
  if (status >= 400 && isOfMatrix(route.path)) {
    const error = inspectError(status, contents, header("content-type"), body);
    return { ...error, found: [...found, ...error.found] };
  }
  if (contents === undefined) {
    const message = `the status ${status} is not described`;
    const isNews = status >= 200 && status !== 206 && status !== 304;
    return { found: isNews ? [...found, { place: "status", path: [], keyword: "status", message }] : found };
  }
  const types = Object.keys(contents);
  if (types.length === 0 || body === undefined || status === 206) return { found };
  const type = header("content-type");
  const accepted = types.some((wanted) => holds(wanted, type)) || Object.values(contents).includes("bytes");
  const wrong: Found[] = accepted
    ? []
    : [
        {
          place: "media-type",
          path: [],
          keyword: "media-type",
          message: `must be ${types.join(" or ")}`,
          value: essenceOf(type),
        },
      ];
  // A page of HTML is one problem, not two.
  const isText = !accepted && !/json/i.test(type ?? "json");
  if (isText) return { found: [...found, ...wrong] };
  const inspected = inspectBody(contents, type, body);
  return { ...inspected, found: [...found, ...wrong, ...inspected.found] };
}

function missingHeaders({ headers = [], header, status }: InspectedAnswer): Found[] {
  if (status === 206 || status === 304) return [];
  return headers
    .filter(({ name, required }) => required && header(name) === undefined)
    .map(({ name }) => ({ place: "header", path: [name], keyword: "required", message: "must be there" }));
}
