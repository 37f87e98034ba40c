/** A mock of a test, and those who ask it. */
import { onTestFinished } from "vitest";
import { createMock, type Mock, type MockOptions } from "../../cli/mock/create-mock.js";

/** Ends with the test. */
export async function started(options: MockOptions = {}): Promise<Mock> {
  const mock = await createMock(options);
  onTestFinished(() => mock.close());
  return mock;
}

interface Answer {
  readonly status: number;
  readonly source: string | null;
  // biome-ignore lint/suspicious/noExplicitAny: a test looks at what came
  readonly body: any;
}

type Ask = (
  method: string,
  path: string,
  body?: unknown,
  headers?: Record<string, string>,
) => Promise<Answer>;

export function asking(url: string, token?: string): Ask {
  return async (method, path, body, headers = {}) => {
    const answer = await fetch(`${url}/_matrix/client/${path.startsWith("v1/") ? path : `v3/${path}`}`, {
      method,
      headers: { ...(token !== undefined && { authorization: `Bearer ${token}` }), ...headers },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    return { status: answer.status, source: answer.headers.get("knockgen-mock"), body: await answer.json() };
  };
}

export interface User {
  readonly ask: Ask;
  readonly id: string;
  readonly path: string;
  readonly token: string;
  readonly device: string;
}

let count = 0;

/** Opens an account, of a name of its own where none is given. */
export async function user(url: string, name: string = `ada${++count}`): Promise<User> {
  const { body } = await asking(url)("POST", "register", {
    username: name,
    password: "correct horse",
    auth: { type: "m.login.dummy" },
  });
  const { access_token: token, user_id: id, device_id: device } = body;
  return { ask: asking(url, token), id, path: `user/${encodeURIComponent(id)}`, token, device };
}
