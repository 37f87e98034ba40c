/** A server that speaks as much of PostgreSQL's protocol as a connection needs to open, and breaks off where a test says. */

import { once } from "node:events";
import { createServer, type Socket } from "node:net";

/** How a login, or a statement, is answered. */
export type Fate = "done" | "cut" | "done and ended";

export interface FakePostgres {
  readonly url: string;
  /** Connections that were opened so far. */
  readonly opened: () => number;
  readonly close: () => Promise<void>;
}

function message(type: string, body: string): string {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(body.length + 4);
  return type + length.toString("latin1") + body;
}

const READY = message("Z", "I");
const LOGGED_IN = message("R", "\0\0\0\0") + READY;
const DONE = message("C", "DONE\0") + READY;
const ENDED = message("E", "SFATAL\0C57P01\0Mterminating connection\0\0");

/** Asks for the fate of each login, by the number of its connection, and of each statement there. */
export async function startFakePostgres(
  fateOf: (connection: number, statement: string | undefined) => Fate,
): Promise<FakePostgres> {
  const sockets = new Set<Socket>();
  let opened = 0;
  const server = createServer((socket) => {
    const connection = ++opened;
    sockets.add(socket);
    socket.on("error", () => socket.destroy());
    let isIn = false;
    socket.on("data", (data: Buffer) => {
      // The driver sends one message at a time: its login, then simple queries.
      if (isIn && data.toString("latin1", 0, 1) !== "Q") return;
      const fate = fateOf(connection, isIn ? data.toString("latin1", 5, data.length - 1) : undefined);
      const answer = isIn ? DONE : LOGGED_IN;
      isIn = true;
      if (fate === "cut") socket.destroy();
      else if (fate === "done") socket.write(answer, "latin1");
      else socket.end(answer + ENDED, "latin1");
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (typeof address !== "object" || address === null) throw new Error("not listening");
  return {
    url: `postgres://postgres@127.0.0.1:${address.port}/test`,
    opened: () => opened,
    close: async () => {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, "close");
    },
  };
}
