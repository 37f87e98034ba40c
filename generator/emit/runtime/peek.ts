/** Looks into the body of a refusal, and leaves it to be read. */
import { parseJson } from "./json.js";
import { collectBytes } from "./limited-body.js";

export interface Peeked {
  /** Undefined where it is not JSON, or larger than a refusal has reason to be. */
  readonly body: unknown;
  /** The answer as it came, but without a body where that is larger. */
  readonly response: Response;
}

const LIMIT = 65_536;

export async function peek(response: Response): Promise<Peeked> {
  const { status, statusText, headers } = response;
  const bytes = await collectBytes(response.body, LIMIT, headers.get("content-length"));
  const again = new Response(bytes === undefined ? null : new Uint8Array(bytes), {
    status,
    statusText,
    headers,
  });
  try {
    return { body: bytes === undefined ? undefined : parseJson(bytes), response: again };
  } catch {
    return { body: undefined, response: again };
  }
}
