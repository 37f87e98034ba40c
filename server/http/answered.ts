/** The end of the answer in the course of which something happens. */
import { AsyncLocalStorage } from "node:async_hooks";
import type { ServerResponse } from "node:http";

const responses = new AsyncLocalStorage<ServerResponse>();

/** Does something, and what follows from it, to answer a request. */
export function answering<T>(response: ServerResponse, begin: () => T): T {
  return responses.run(response, begin);
}

/** Acts when the present answer was sent, or can be sent no more: its reader has gone. False outside of any request. */
export function whenAnswered(act: () => void): boolean {
  const response = responses.getStore();
  if (response === undefined) return false;
  if (response.closed) act();
  else response.once("close", act);
  return true;
}

/** Gives a function that breaks the present answer off, if it is on its way by then. */
export function answerBreaker(): () => boolean {
  const response = responses.getStore();
  return () => {
    if (response?.headersSent !== true || response.closed) return false;
    response.destroy();
    return true;
  };
}
