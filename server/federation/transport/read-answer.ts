/** Reads answers of other servers, good ones and errors. */
import { isJsonObject, type JsonError, type JsonObject, type JsonValue, own } from "@knockgen/auth";
import { askedWait } from "@knockgen/matrix/runtime/retry";
import type { HttpsAnswer } from "./https-client.js";
import { readJsonInTurns } from "./read-json.js";
import { type FederationResult, failed } from "./transport.js";

/** The value of a good one; of others, the error that it tells. */
export async function readAnswer(answer: HttpsAnswer): Promise<FederationResult<JsonValue>> {
  const json = await readJsonInTurns(answer.body);
  if (answer.status === 200) {
    if (json === undefined) return failed("malformed", "the answer is not UTF-8");
    // The reader's own message may quote the text, which must not get into the log.
    return json.ok ? json : failed("malformed", faultOf(json.error));
  }
  const body: JsonObject = json?.ok && isJsonObject(json.value) ? json.value : {};
  const errcode = own(body, "errcode");
  const text = own(body, "error");
  const retryAfterMs = askedWait(answer.headers.get("retry-after"), body);
  return {
    ok: false,
    error: {
      kind: "http",
      status: answer.status,
      errcode: typeof errcode === "string" ? errcode : "",
      message: typeof text === "string" ? text : `status ${answer.status}`,
      body,
      ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
    },
  };
}

function faultOf({ code }: JsonError): string {
  if (code === "json/too-many-values") return "the answer holds too many values";
  return code === "json/too-long" ? "the answer holds too long a text" : "the answer is not JSON";
}
