/** Projects that `knockgen init` begins: folders of `examples/`, which tests compile and run. */

export const KINDS = ["types", "bot", "appservice", "worker", "page", "server"] as const;

/** One line on each. */
export const KIND_SUMMARIES: { readonly [kind in Kind]: string } = {
  types: "types and validators alone, for a program that has its own way to the server",
  bot: "a bot that follows its rooms and answers",
  appservice: "an application service: registration, transactions, users of its own",
  worker: "a worker that answers web requests, for Cloudflare, Deno and Bun",
  page: "a page for a browser: log in, knock, be let in, talk",
  server: "a server of some operations, with handlers to fill in",
};

export type Kind = (typeof KINDS)[number];

/** Whether a text names one. */
export function isKind(text: string): text is Kind {
  return KINDS.some((kind) => kind === text);
}
