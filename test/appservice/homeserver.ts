/** The side of a homeserver, as small as a test can bear: it pushes to a service, and notes what the service asks of it. */
import { createServer, type IncomingMessage } from "node:http";
import type { FetchHandler } from "@knockgen/matrix/runtime/fetch-handler";
import { onTestFinished } from "vitest";
import { newRegistration, type Registration } from "../../appservice/index.js";

export const SERVER = "home.example";

/** A registration with users and aliases of its own. */
export function registrationOf(more: Partial<Registration> = {}): Registration {
  const made = newRegistration({
    id: "bridge",
    url: "http://127.0.0.1:9000",
    sender_localpart: "bridge",
    namespaces: {
      users: [{ regex: `@bridge_.*:${SERVER}`, exclusive: true }],
      aliases: [{ regex: "#bridge_[[:alnum:]]+:.*", exclusive: false }],
    },
  });
  return { ...made, ...more };
}

/** A request of the homeserver to the service. */
export function call(
  handle: FetchHandler,
  method: string,
  target: string,
  token: string | undefined,
  body?: unknown,
): Promise<Response> {
  return handle(
    new Request(`http://service.example/_matrix/app/v1${target}`, {
      method,
      headers: {
        ...(token !== undefined && { authorization: `Bearer ${token}` }),
        ...(body !== undefined && { "content-type": "application/json" }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    }),
  );
}

export interface Asked {
  readonly method: string;
  readonly url: string;
  readonly token: string | undefined;
  readonly body: unknown;
}

export interface Homeserver {
  readonly url: string;
  readonly asked: readonly Asked[];
}

/** Answers of a homeserver, by the path without its query. */
export type Answers = (
  asked: Asked,
) =>
  | { readonly status: number; readonly body: unknown }
  | Promise<{ readonly status: number; readonly body: unknown }>;

export async function startHomeserver(answers: Answers): Promise<Homeserver> {
  const asked: Asked[] = [];
  const server = createServer((request, answer) => {
    void read(request).then(async (text) => {
      const { method = "", url = "", headers } = request;
      const one: Asked = {
        method,
        url,
        token: headers.authorization,
        body: text === "" ? undefined : JSON.parse(text),
      };
      asked.push(one);
      const { status, body } = await answers(one);
      answer.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => new Promise((resolve) => server.close(() => resolve())));
  const address = server.address();
  if (typeof address !== "object" || address === null) throw new Error("no port");
  return { url: `http://127.0.0.1:${address.port}`, asked };
}

async function read(request: IncomingMessage): Promise<string> {
  let text = "";
  for await (const chunk of request.setEncoding("utf8")) text += String(chunk);
  return text;
}

/** An event as a homeserver pushes it. */
export const event = (id: string, body: string): object => ({
  event_id: `$${id}`,
  type: "m.room.message",
  room_id: "!room:home.example",
  sender: "@ada:home.example",
  origin_server_ts: 1,
  content: { msgtype: "m.text", body },
});
