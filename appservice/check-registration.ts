/** Checks a registration: by its schema, and by what a schema cannot say. */
import type { AppserviceRegistration } from "@knockgen/matrix/application-service";
import type { CheckResult, Issue } from "@knockgen/matrix/matrix";
import { checkAppserviceRegistration } from "@knockgen/matrix/validators/application-service";
import { compileNamespace, NAMESPACE_KINDS } from "./namespaces.js";

/** The file by which a homeserver knows an application service. */
export type Registration = AppserviceRegistration;

/** A registration that is right, or the issues of one that is not. */
export type CheckedRegistration = CheckResult<Registration>;

/** As user IDs of new accounts may have it. */
const LOCALPART = /^[a-z0-9._=/+-]+$/;
const MIN_TOKEN = 16;

/** The registration, or all that is wrong with it. */
export function checkRegistration(value: unknown): CheckedRegistration {
  const result = checkAppserviceRegistration(value);
  if (!result.ok) return result;
  const issues = [...problemsOf(result.value)];
  return issues.length === 0 ? result : { ok: false, issues };
}

/** All that is wrong, as one line. */
export function describeProblems(issues: readonly Issue[]): string {
  return issues.map(({ path, message }) => `${path.join(".") || "the registration"} ${message}`).join("; ");
}

function* problemsOf(registration: Registration): Generator<Issue> {
  const { id, url, as_token, hs_token, sender_localpart, namespaces } = registration;
  const issue = (path: Issue["path"], message: string): Issue => ({ path, message, keyword: "registration" });
  if (id.trim() === "") yield issue(["id"], "must not be empty");
  if (url !== null && !isWebAddress(url))
    yield issue(["url"], "must be an address with http or https, or null");
  for (const [key, token] of [
    ["as_token", as_token],
    ["hs_token", hs_token],
  ] as const)
    if (token.length < MIN_TOKEN || /\s/.test(token))
      yield issue([key], `must have at least ${MIN_TOKEN} characters and no spaces`);
  if (as_token === hs_token) yield issue(["hs_token"], "must not be the same as as_token");
  if (!LOCALPART.test(sender_localpart))
    yield issue(["sender_localpart"], "must be of lower-case letters, digits and ._=/+-");
  for (const kind of NAMESPACE_KINDS)
    for (const [index, { regex }] of (namespaces[kind] ?? []).entries()) {
      const compiled = compileNamespace(regex);
      if (typeof compiled === "string") yield issue(["namespaces", kind, index, "regex"], compiled);
    }
}

function isWebAddress(text: string): boolean {
  return URL.canParse(text) && /^https?:$/.test(new URL(text).protocol);
}
