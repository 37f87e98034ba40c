/**
 * A scenario of the mock: accounts that are there from the start, and answers that come instead of the usual ones, in order.
 *
 *     users: [{ name: ada, password: correct horse }]
 *     answers:
 *       - { operation: sync, times: 2, status: 502 }
 *       - { operation: sendMessage, after: 1, status: 429, body: { errcode: M_LIMIT_EXCEEDED, retry_after_ms: 100 } }
 */
import { CORE_SCHEMA, load, YAMLException } from "js-yaml";
import { positionOf } from "#generator/load/position.js";
import { didYouMean } from "#generator/near-names.js";
import { pointer } from "#generator/pointer.js";
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

/** Why a scenario is none, and the path to where it is not. */
class Fault {
  readonly why: string;
  readonly path: readonly (string | number)[];

  constructor(why: string, ...path: readonly (string | number)[]) {
    this.why = why;
    this.path = path;
  }
}

/** Reads YAML or JSON; a text says why it is not a scenario, and in which line. */
export function readScenario(text: string, operations: readonly string[]): Scenario | string {
  let parsed: unknown;
  try {
    parsed = load(text, { schema: CORE_SCHEMA });
  } catch (error) {
    const isPlaced = error instanceof YAMLException && error.mark !== undefined;
    const line = isPlaced ? `(line ${error.mark.line + 1}) ` : "";
    return `${line}is not YAML${error instanceof YAMLException ? `: ${error.reason}` : ""}`;
  }
  const read = scenarioOf(parsed, operations);
  if (!(read instanceof Fault)) return read;
  const { why, path } = read;
  return path.length === 0 ? why : `(line ${positionOf({ text }, pointer(...path)).line}) ${why}`;
}

function scenarioOf(parsed: unknown, operations: readonly string[]): Scenario | Fault {
  if (typeof parsed !== "object" || parsed === null || Array.isArray(parsed))
    return new Fault("is not a map");
  const strange = strangeMember(parsed, ["users", "answers"]);
  if (strange !== undefined) return strange;
  const users = listOf(parsed, "users").map(userOf);
  const answers = listOf(parsed, "answers").map((entry, index) => answerOf(entry, index, operations));
  const fault = [...users, ...answers].find((each) => each instanceof Fault);
  if (fault !== undefined) return fault;
  const names = users.filter(isRead).map(({ name }) => name.toLowerCase());
  const twice = names.findIndex((name, index) => names.indexOf(name) !== index);
  if (twice !== -1) return new Fault(`has the user ${names[twice]} twice`, "users", twice);
  return { users: users.filter(isRead), answers: answers.filter(isRead) };
}

function isRead<T extends object>(read: T | Fault): read is T {
  return !(read instanceof Fault);
}

function listOf(value: unknown, name: string): readonly unknown[] {
  const found = memberOf(value, name);
  return Array.isArray(found) ? found : found === undefined ? [] : [undefined];
}

/** Undefined for an entry that has no others than these members. */
function strangeMember(
  entry: unknown,
  known: readonly string[],
  ...path: readonly (string | number)[]
): Fault | undefined {
  if (typeof entry !== "object" || entry === null) return undefined;
  const strange = Object.keys(entry).find((key) => !known.includes(key));
  return strange === undefined
    ? undefined
    : new Fault(`has an unknown member ${strange}${didYouMean(strange, known)}`, ...path, strange);
}

function userOf(entry: unknown, index: number): ScenarioUser | Fault {
  const strange = strangeMember(entry, ["name", "password"], "users", index);
  if (strange !== undefined) return strange;
  const [name, password] = [memberOf(entry, "name"), memberOf(entry, "password")];
  return typeof name === "string" && typeof password === "string"
    ? { name, password }
    : new Fault("has a user without name and password", "users", index);
}

const ANSWER = ["operation", "after", "times", "status", "body"];

function answerOf(entry: unknown, index: number, operations: readonly string[]): ScriptedAnswer | Fault {
  const fault: FaultOf = (why, ...member) => new Fault(why, "answers", index, ...member);
  const strange = strangeMember(entry, ANSWER, "answers", index);
  if (strange !== undefined) return strange;
  const operation = memberOf(entry, "operation");
  const [after, times] = [memberOf(entry, "after") ?? 0, memberOf(entry, "times") ?? 1];
  if (typeof operation !== "string") return fault("has an answer without operation");
  if (!operations.includes(operation))
    return fault(`names no operation: ${operation}${didYouMean(operation, operations)}`, "operation");
  if (!isCount(after)) return fault("has an answer whose after is not a number", "after");
  if (!isCount(times)) return fault("has an answer whose times is not a number", "times");
  if (times === 0) return fault("has an answer that never comes, as its times is 0", "times");
  const answer = saidBy(entry, fault);
  return answer instanceof Fault ? answer : { operation, after, times, answer };
}

type FaultOf = (why: string, ...member: readonly string[]) => Fault;

/** The answer itself; without a body, a status from 400 on has that of an error. */
function saidBy(entry: unknown, fault: FaultOf): MockAnswer | Fault {
  const status = memberOf(entry, "status") ?? 200;
  const body = memberOf(entry, "body");
  if (!isCount(status) || status < 200 || status > 599)
    return fault("has an answer whose status is not one from 200 to 599", "status");
  if (body !== undefined && (typeof body !== "object" || body === null))
    return fault("has an answer whose body is not an object", "body");
  if (body !== undefined && isBodiless(status))
    return fault(`has an answer of ${status} with a body`, "body");
  const answer = body === undefined && status >= 400 ? faulty(status) : { status, body: body ?? {} };
  return { ...answer, source: "scenario" };
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
