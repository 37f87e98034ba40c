/** The server in memory, which is asked first. */
import { type IncomingHttpHeaders, request } from "node:http";
import type { KnockServer } from "@knockgen/server";
import { endToEnd, flat } from "#inspect/proxy/headers.js";
import type { MockAnswer } from "./answer.js";
import { type Call, headerText } from "./call.js";

/** The body came as a whole, whatever its client said of it, or asked before. */
const OF_BODY = new Set(["content-length", "expect"]);

export interface Owner {
  readonly userId: string;
  readonly deviceId: string;
}

export class InnerServer {
  readonly #server: KnockServer;

  constructor(server: KnockServer) {
    this.#server = server;
  }

  /** Undefined where the client has gone. */
  ask(call: Call): Promise<MockAnswer | undefined> {
    const { incoming, outgoing, body, path, rawQuery } = call;
    return new Promise((resolve) => {
      const asked = request({
        host: "127.0.0.1",
        port: this.#server.clientPort,
        // Whether the server lacks it, only a body says.
        method: incoming.method === "HEAD" ? "GET" : incoming.method,
        path: rawQuery === "" ? path : `${path}?${rawQuery}`,
        headers: flat([
          ...endToEnd(incoming.rawHeaders).filter(([name]) => !OF_BODY.has(name.toLowerCase())),
          ["Content-Length", String(body.length)],
        ]),
      });
      outgoing.on("close", () => {
        if (!outgoing.writableFinished) asked.destroy();
      });
      asked.on("error", () => resolve(undefined));
      asked.on("response", (answer) => {
        const chunks: Buffer[] = [];
        answer.on("data", (chunk: Buffer) => chunks.push(chunk));
        answer.on("error", () => resolve(undefined));
        answer.on("end", () =>
          resolve({
            source: "server",
            status: answer.statusCode ?? 500,
            headers: keptHeaders(answer.headers),
            body: Buffer.concat(chunks),
          }),
        );
      });
      asked.end(body);
    });
  }

  /** The account of the call's token, which may have been logged out meanwhile. */
  async ownerOf({ incoming, query }: Call): Promise<Owner | undefined> {
    const bearer = /^Bearer\s+(\S+)$/i.exec(headerText(incoming, "authorization"))?.[1];
    const token = bearer ?? query.get("access_token") ?? "";
    if (token === "") return undefined;
    const whoami = `http://127.0.0.1:${this.#server.clientPort}/_matrix/client/v3/account/whoami`;
    const answer = await fetch(whoami, { headers: { authorization: `Bearer ${token}` } });
    if (answer.status !== 200) return undefined;
    const said: { readonly user_id: string; readonly device_id?: string } = await answer.json();
    return { userId: said.user_id, deviceId: said.device_id ?? "" };
  }

  close(): Promise<void> {
    return this.#server.close();
  }
}

const OF_CONNECTION = new Set(["connection", "keep-alive", "transfer-encoding", "content-length", "date"]);

function keptHeaders(headers: IncomingHttpHeaders): Record<string, string | readonly string[]> {
  return Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) =>
      value === undefined || OF_CONNECTION.has(name) ? [] : [[name, value]],
    ),
  );
}
