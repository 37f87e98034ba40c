/** `Expect: 100-continue`: a client that asks before it sends a body is told to once the body is wanted (O5). */
import type { IncomingMessage, RequestListener, ServerResponse } from "node:http";

/** For `checkContinue`. What is refused by its head alone is answered without a word about the body. */
export function continueWhenRead(handle: RequestListener): RequestListener {
  return (request: IncomingMessage, response: ServerResponse & { readonly req: IncomingMessage }) => {
    const read = request._read.bind(request);
    request._read = (size) => {
      request._read = read;
      if (!response.headersSent) response.writeContinue();
      read(size);
    };
    handle(request, response);
  };
}
