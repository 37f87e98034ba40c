/** A cable between servers that can be cut: what connects here reaches a port, or nothing. */
import { connect, createServer, type Socket } from "node:net";

export interface Cable {
  readonly port: number;
  plug(target: number): void;
  cut(): void;
  mend(): void;
  /** From now on, what comes back arrives later. */
  slow(ms: number): void;
  close(): Promise<void>;
}

export async function layCable(): Promise<Cable> {
  const sockets = new Set<Socket>();
  let target: number | undefined;
  let isCut = false;
  let delayMs = 0;
  const keep = (socket: Socket): void => {
    sockets.add(socket);
    socket.on("error", () => socket.destroy());
    socket.on("close", () => sockets.delete(socket));
  };
  const server = createServer((near) => {
    keep(near);
    if (isCut || target === undefined) {
      near.destroy();
      return;
    }
    const far = connect(target, "127.0.0.1");
    keep(far);
    near.pipe(far);
    far.on("data", (answer) => {
      if (delayMs === 0) near.write(answer);
      else setTimeout(() => near.write(answer), delayMs);
    });
    near.on("close", () => far.destroy());
    far.on("close", () => near.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  if (typeof address !== "object" || address === null) throw new Error("no port");
  return {
    port: address.port,
    plug: (port) => {
      target = port;
    },
    cut: () => {
      isCut = true;
      for (const socket of sockets) socket.destroy();
    },
    mend: () => {
      isCut = false;
    },
    slow: (ms) => {
      delayMs = ms;
    },
    close: () => {
      for (const socket of sockets) socket.destroy();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}
