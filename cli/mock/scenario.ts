/**
 * A scenario of the mock: accounts that are there from the start, and answers that come instead of the usual ones, in order.
 *
 *     users: [{ name: ada, password: correct horse }]
 *     answers:
 *       - { operation: sync, times: 2, status: 502 }
 *       - { operation: sendMessage, after: 1, status: 429, body: { errcode: M_LIMIT_EXCEEDED, retry_after_ms: 100 } }
 */
import { CORE_SCHEMA, load } from "js-yaml";
import { didYouMean } from "#generator/near-names.js";
import { memberOf } from "#inspect/unknown-json.js";
import type { MockAnswer } from "./answer.js";
import { faulty, isBodiless } from "./send-answer.js";

export interface ScenarioUser {
  readonly name: string;
  readonly password: string;
}

export interface ScriptedAnswer {
  /** Name of an operation. */
  readonly operation: string;
  /** Calls of the operation that pass before it is this answer's turn. */
  readonly after: number;
  /** Calls that it answers. */
  readonly times: number;
  readonly answer: MockAnswer;
}

export interface Scenario {
  readonly users: readonly ScenarioUser[];
  readonly answers: readonly ScriptedAnswer[];
}

/** Reads YAML or JSON; a text says why it is not a scenario. */
export function readScenario(text: string, operations: readonly string[]): Scenario | string {
  let parsed: unknown;
  try {
    parsed = load(text, { schema: CORE_SCHEMA });
  } catch (error) {
    return `is not YAML: ${error instanceof Error ? error.message.split("\n")[0] : ""}`;
  }
  if (typeof parsed !== "object" || parsed === null || Array.isArray(parsed)) return "is not a map";
  const unknown = Object.keys(parsed).find((key) => key !== "users" && key !== "answers");
  if (unknown !== undefined)
    return `has an unknown member ${unknown}${didYouMean(unknown, ["users", "answers"])}`;
  const users = listOf(parsed, "users").map(userOf);
  const answers = listOf(parsed, "answers").map((entry, index) => answerOf(entry, index, operations));
  const fault = [...users, ...answers].find((read) => typeof read === "string");
  if (fault !== undefined) return fault;
  const names = users.filter(isRead).map(({ name }) => name.toLowerCase());
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) return `has the user ${twice} twice`;
  return { users: users.filter(isRead), answers: answers.filter(isRead) };
}

function isRead<T extends object>(read: T | string): read is T {
  return typeof read !== "string";
}

function listOf(value: unknown, name: string): readonly unknown[] {
  const found = memberOf(value, name);
  return Array.isArray(found) ? found : found === undefined ? [] : [undefined];
}

/** Undefined for an entry that has no others than these members. */
function strangeMember(entry: unknown, known: readonly string[], which: string): string | undefined {
  if (typeof entry !== "object" || entry === null) return undefined;
  const strange = Object.keys(entry).find((key) => !known.includes(key));
  return strange && `has an unknown member ${strange}${didYouMean(strange, known)}, in ${which}`;
}

function userOf(entry: unknown, index: number): ScenarioUser | string {
  const strange = strangeMember(entry, ["name", "password"], `the user at ${index}`);
  if (strange !== undefined) return strange;
  const [name, password] = [memberOf(entry, "name"), memberOf(entry, "password")];
  return typeof name === "string" && typeof password === "string"
    ? { name, password }
    : `has a user without name and password, the one at ${index}`;
}

const ANSWER = ["operation", "after", "times", "status", "body"];

function answerOf(entry: unknown, index: number, operations: readonly string[]): ScriptedAnswer | string {
  const strange = strangeMember(entry, ANSWER, `the answer at ${index}`);
  if (strange !== undefined) return strange;
  const operation = memberOf(entry, "operation");
  const [after, times] = [memberOf(entry, "after") ?? 0, memberOf(entry, "times") ?? 1];
  const status = memberOf(entry, "status") ?? 200;
  const body = memberOf(entry, "body");
  const which = `the one at ${index}`;
  if (typeof operation !== "string") return `has an answer without operation, ${which}`;
  if (!operations.includes(operation))
    return `names no operation: ${operation}${didYouMean(operation, operations)}`;
  if (!isCount(after) || !isCount(times))
    return `has an answer whose after or times is not a number, ${which}`;
  if (times === 0) return `has an answer that never comes, as its times is 0, ${which}`;
  if (!isCount(status) || status < 200 || status > 599)
    return `has an answer whose status is not one from 200 to 599, ${which}`;
  if (body !== undefined && (typeof body !== "object" || body === null))
    return `has an answer whose body is not an object, ${which}`;
  if (body !== undefined && isBodiless(status)) return `has an answer of ${status} with a body, ${which}`;
  const answer: MockAnswer =
    body === undefined && status >= 400 ? faulty(status) : { source: "scenario", status, body: body ?? {} };
  return { operation, after, times, answer: { ...answer, source: "scenario" } };
}

function isCount(value: unknown): value is number {
  return typeof value === "number" && Number.isSafeInteger(value) && value >= 0;
}

/** The answers of a scenario as calls come. */
export class Script {
  readonly #answers: readonly ScriptedAnswer[];
  readonly #calls = new Map<string, number>();

  constructor(answers: readonly ScriptedAnswer[]) {
    this.#answers = answers;
  }

  /** Counts the call. Undefined where the usual answer is meant. */
  next(operation: string): MockAnswer | undefined {
    const call = this.#calls.get(operation) ?? 0;
    this.#calls.set(operation, call + 1);
    return this.#answers.find(
      (each) => each.operation === operation && call >= each.after && call < each.after + each.times,
    )?.answer;
  }
}
