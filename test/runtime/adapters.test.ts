/** Runs one suite of behaviours over every way to mount routes, and compares their answers with each other. */
import { expect, test } from "vitest";
import type { Credential } from "../../generator/emit/runtime/credentials.js";
import { MatrixHttpError } from "../../generator/emit/runtime/matrix-http-error.js";
import { mount } from "../../generator/emit/runtime/mount.js";
import type { ServerOptions } from "../../generator/emit/runtime/server-options.js";
import { ADAPTERS, type Server, type TestAnswer } from "./support/adapters.js";
import { ANSWERS, WEB_PAGES } from "./support/behaviours/answers.js";
import type { Behaviour } from "./support/behaviours/behaviour.js";
import { BODIES } from "./support/behaviours/bodies.js";
import { CREDENTIALS } from "./support/behaviours/credentials.js";
import { PATHS } from "./support/behaviours/paths.js";
import { QUERIES } from "./support/behaviours/queries.js";
import { showSigned, signedApi } from "./support/signed-api.js";
import { smallApi, type User } from "./support/small-api.js";

async function authenticate(credential: Credential): Promise<User | MatrixHttpError> {
  const token = credential.scheme === "x-matrix" ? "" : credential.token;
  if (token === "broken") throw new Error("the database is at 10.0.0.1");
  if (token === "good") return { user: "@good:a" };
  return new MatrixHttpError(401, "M_UNKNOWN_TOKEN", "Unknown token", { soft_logout: true });
}

const options: ServerOptions<User> = {
  apis: [
    mount({ handlers: smallApi, authenticate }),
    mount({ handlers: signedApi, authenticate: showSigned }),
  ],
  maxBodyBytes: 2500,
  validateResponses: true,
  onError: () => {},
};

const servers: Readonly<Record<string, Server>> = Object.fromEntries(
  Object.entries(ADAPTERS).map(([name, adapt]) => [name, adapt(options)]),
);

/** The headers that the two are to agree on; others are the business of what carries them. */
const COMPARED = /^(?:content-type|location|allow|retry-after|access-control-.*)$/;

function comparable({ status, headers, text }: TestAnswer): unknown {
  return {
    status,
    text,
    headers: Object.fromEntries(Object.entries(headers).filter(([name]) => COMPARED.test(name))),
  };
}

function judge({ status, errcode, says, gives, answerHeaders }: Behaviour, answer: TestAnswer): void {
  expect(answer.status, answer.text).toBe(status ?? 200);
  if (answerHeaders !== undefined) expect(answer.headers).toMatchObject(answerHeaders);
  if (errcode !== undefined) expect(JSON.parse(answer.text).errcode).toBe(errcode);
  if (says !== undefined) expect(JSON.parse(answer.text).error).toContain(says);
  for (const [member, value] of Object.entries(gives ?? {}))
    expect(JSON.parse(answer.text)[member]).toEqual(value);
}

const ALL = [...PATHS, ...QUERIES, ...BODIES, ...CREDENTIALS, ...ANSWERS, ...WEB_PAGES];

for (const [name, server] of Object.entries(servers))
  test.each(ALL)(`${name}: $does`, async (behaviour) => judge(behaviour, await server(behaviour)));

test.each(ALL)("all answer alike: $does", async (behaviour) => {
  const [first, ...others] = await Promise.all(Object.values(servers).map((server) => server(behaviour)));
  for (const other of others) expect(comparable(other)).toEqual(first && comparable(first));
});

test.each(Object.entries(ADAPTERS))("%s: handlers without routes are refused", async (_, adapt) => {
  const call = async (): Promise<TestAnswer> =>
    adapt({ handlers: JSON.parse("{}") })({ target: "/_matrix/nowhere" });
  await expect(call()).rejects.toThrow("...unimplemented");
});
