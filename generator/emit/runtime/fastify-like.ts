/** The parts of Fastify 5 that mounting routes needs. */
import type { StreamLike } from "./node-streams.js";

export interface RequestLike {
  readonly method: string;
  readonly ip: string;
  readonly body: unknown;
  readonly raw: StreamLike & {
    readonly url?: string | undefined;
    readonly rawHeaders: readonly string[];
    readonly httpVersionMajor: number;
  };
}

export interface ReplyLike {
  readonly raw: {
    readonly writableFinished: boolean;
    on(event: "close", listener: () => void): unknown;
  };
  code(status: number): unknown;
  header(name: string, value: string): unknown;
  send(...payload: unknown[]): unknown;
}

export interface FastifyLike {
  readonly prefix: string;
  readonly supportedMethods: readonly string[];
  readonly log: { error(details: object, text: string): void };
  route(route: {
    method: string[];
    url: string;
    exposeHeadRoute: boolean;
    handler: (request: RequestLike, reply: ReplyLike) => unknown;
  }): unknown;
  removeAllContentTypeParsers(): unknown;
  addContentTypeParser(
    contentType: string,
    parser: (request: RequestLike, payload: StreamLike, done: (error: null, body: unknown) => void) => void,
  ): unknown;
  setErrorHandler(handler: (error: Error, request: RequestLike, reply: ReplyLike) => unknown): unknown;
  setNotFoundHandler(handler: (request: RequestLike, reply: ReplyLike) => unknown): unknown;
}
