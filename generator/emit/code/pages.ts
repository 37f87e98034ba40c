/** Operations that answer in pages: where a request has the token of a page, and an answer the items and the next token. */
import type { OperationDef } from "../../model/model.js";

export interface Page {
  readonly from: string;
  readonly next: string;
  readonly items: string;
}

const NEXT = { from: "from", next: "next_batch" };

const PAGES: { readonly [operationId: string]: Page } = {
  getRoomEvents: { from: "from", next: "end", items: "chunk" },
  getRelatingEvents: { ...NEXT, items: "chunk" },
  getRelatingEventsWithRelType: { ...NEXT, items: "chunk" },
  getRelatingEventsWithRelTypeAndEventType: { ...NEXT, items: "chunk" },
  getThreadRoots: { ...NEXT, items: "chunk" },
  getPublicRooms: { from: "since", next: "next_batch", items: "chunk" },
  getSpaceHierarchy: { ...NEXT, items: "rooms" },
  getNotifications: { from: "from", next: "next_token", items: "notifications" },
};

/** Undefined for operations that answer all at once, and where a release has another form. */
export function pageOf({ operationId, parameters }: OperationDef): Page | undefined {
  const page = Object.hasOwn(PAGES, operationId) ? PAGES[operationId] : undefined;
  const takesToken = parameters.some(({ name, in: place }) => place === "query" && name === page?.from);
  return takesToken ? page : undefined;
}
