/** Checks of the items of streams. */
import type { Check, CheckResult, Issue } from "../matrix.js";
import { describeIssues } from "./issues.js";
import type { AnswerCheck } from "./operation.js";
import { isIterable } from "./stream.js";

/** Thrown, while a stream is read, at an item that breaks its schema. */
export class InvalidItem extends Error {
  override readonly name: string = "InvalidItem";
  readonly item: unknown;
  readonly issues: readonly Issue[];

  constructor(item: unknown, issues: readonly Issue[]) {
    super(`an item of the stream is invalid: ${describeIssues(issues)}`);
    this.item = item;
    this.issues = issues;
  }
}

/** Checks each item when it comes. */
export function checkItems(check: Check<unknown>): AnswerCheck {
  return (body) => ({ ok: true, value: isIterable(body) ? checked(body, check) : body });
}

async function* checked(
  items: AsyncIterable<unknown> | Iterable<unknown>,
  check: Check<unknown>,
): AsyncGenerator<unknown, void, undefined> {
  for await (const item of items) {
    const result = check(item);
    if (!result.ok) throw new InvalidItem(item, result.issues);
    yield item;
  }
}

/** Checks a list of items that is there as a whole; of a list with many faults, the first of them. */
export function checkEach(check: Check<unknown>): (items: unknown) => CheckResult<unknown> {
  return (items) => {
    for (const [index, item] of (Array.isArray(items) ? items : []).entries()) {
      const result = check(item);
      if (result.ok) continue;
      return {
        ok: false,
        issues: result.issues.map((issue) => ({ ...issue, path: [index, ...issue.path] })),
      };
    }
    return { ok: true, value: items };
  };
}
