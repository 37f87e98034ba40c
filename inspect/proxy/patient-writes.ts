/** Sockets on which a failed write does not hide an answer that is already there. */
import type { Duplex } from "node:stream";

/** The other end reads no more. */
const CLOSED = new Set(["EPIPE", "ECONNRESET"]);

/**
 * A server may answer before it has read the whole request, 413 or 401, and close. Node drops a connection at the first write that
 * fails, with all that was received and not read yet; here reading goes on, and says in what the connection has ended.
 */
export function withPatientWrites<Stream extends Duplex>(socket: Stream): Stream {
  const { _write: write, _writev: writeMany } = socket;
  socket._write = (chunk, encoding, callback) =>
    write.call(socket, chunk, encoding, (error) => callback(withoutClosing(error)));
  if (writeMany !== undefined)
    socket._writev = (chunks, callback) =>
      writeMany.call(socket, chunks, (error) => callback(withoutClosing(error)));
  return socket;
}

function withoutClosing(error: Error | null | undefined): Error | null | undefined {
  return error instanceof Error && "code" in error && CLOSED.has(String(error.code)) ? null : error;
}
