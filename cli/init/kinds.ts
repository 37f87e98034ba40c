/** Projects that `knockgen init` begins: folders of `examples/`, which tests compile and run. */

export const KINDS = ["types", "bot", "appservice", "worker", "page", "server"] as const;

export type Kind = (typeof KINDS)[number];

/** Whether a text names one. */
export function isKind(text: string): text is Kind {
  return KINDS.some((kind) => kind === text);
}
