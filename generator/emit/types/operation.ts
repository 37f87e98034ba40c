/** Types of an operation's input and answers, composed of its named parts. */
import type { OperationDef, ResponseDef } from "../../model/model.js";
import type { OperationNames } from "../../name/names.js";
import { bodyType, contentTypes } from "../code/body-type.js";
import { docComment } from "../code/doc-comment.js";
import { mapOf } from "../code/event-contents.js";
import type { EventTyped } from "../code/event-typed.js";

/** `KnockRoomRequest` and the union `KnockRoomResponse`, which narrows by `status`. */
export function printOperation(operation: OperationDef, names: OperationNames, typed?: EventTyped): string {
  const summary = [operation.summary, operation.description]
    .filter((text) => text !== undefined && text !== "")
    .join("\n\n");
  const doc = docComment({
    ...operation,
    description: `\`${operation.method} ${operation.path}\`${summary === "" ? "" : `\n\n${summary}`}`,
  });
  return `${doc}export type ${names.base}Request${requestParameters(typed)} = ${requestType(operation, names, typed)};\n\n${docComment({ description: `Answers of \`${operation.operationId}\`, by status.` })}export type ${names.base}Response${typed?.place === "answer" ? `<${EVENT_TYPE}>` : ""} =${responseUnion(operation, names, typed)};\n`;
}

const EVENT_TYPE = "EventType extends string = string";

/** The type of the event, which decides over the content. */
function requestParameters(typed: EventTyped | undefined): string {
  if (typed === undefined) return "";
  const content = `Content = ContentOf<${mapOf(typed.kind)}, EventType>`;
  return typed.place === "answer" ? `<${EVENT_TYPE}>` : `<\n  ${EVENT_TYPE},\n  ${content},\n>`;
}

function pathType(name: string, typed: EventTyped | undefined): string {
  return typed === undefined ? name : `${name} & { ${typed.parameter}: EventType }`;
}

function sentType(body: string, typed: EventTyped | undefined): string {
  if (typed?.place === "body") return "Content";
  return typed?.place === "messages"
    ? `Omit<${body}, "messages"> & {\n    messages: { [userId: UserId]: { [deviceId: string]: Content } };\n  }`
    : body;
}

function requestType(operation: OperationDef, names: OperationNames, typed?: EventTyped): string {
  const optional = (place: string): string =>
    operation.parameters.some((parameter) => parameter.in === place && parameter.required) ? "" : "?";
  const members = [
    ...(names.path ? [`path: ${pathType(names.path.name, typed)}`] : []),
    ...(names.query ? [`query${optional("query")}: ${names.query.name}`] : []),
    ...(names.headers ? [`headers${optional("header")}: ${names.headers.name}`] : []),
    ...(names.cookies ? [`cookies${optional("cookie")}: ${names.cookies.name}`] : []),
    ...(operation.requestBody
      ? [
          `body${operation.requestBody.required ? "" : "?"}: ${sentType(bodyType(operation.requestBody, names, "sent"), typed)}`,
          ...contentTypeMember(contentTypes(operation.requestBody)),
        ]
      : []),
  ];
  if (members.length === 0) return "Record<never, never>";
  const line = `{ ${members.join("; ")} }`;
  return line.length <= 80 ? line : `{\n${members.map((member) => `  ${member};\n`).join("")}}`;
}

const ANY_TYPE = `\`\${string}/\${string}\``;

/** Chooses one of several media types; the value does where nothing is said. */
function contentTypeMember(types: readonly string[]): string[] {
  if (types.length === 0) return [];
  const own = types.map((type) => (type.includes("*") ? ANY_TYPE : JSON.stringify(type)));
  return [`contentType?: ${[...new Set(own)].join(" | ")}`];
}

function responseUnion(operation: OperationDef, names: OperationNames, typed?: EventTyped): string {
  const members = operation.responses.map((response) => {
    const { status, contents } = response;
    const answered = contents.length === 0 ? undefined : bodyType(response, names, "answered");
    const isContent = typed?.place === "answer" && status.startsWith("2");
    const body =
      answered === undefined
        ? "body?: undefined"
        : `body: ${isContent ? `ContentOf<${mapOf(typed.kind)}, EventType, ${answered}>` : answered}`;
    return `\n  | { status: ${statusType(status, operation.responses)}; ${body}${headersType(response)} }`;
  });
  return members.length === 0 ? " never" : members.join("");
}

/** A range such as `3XX`, and the default, stand for every status in them of which nothing nearer is said. */
function statusType(status: string, responses: readonly Pick<ResponseDef, "status">[]): string {
  if (isStatus(status)) return status;
  const others = responses.map((response) => response.status).filter((other) => other !== status);
  if (isRange(status)) {
    const nearer = others.filter((other) => !isRange(other) && other.startsWith(status.charAt(0)));
    return nearer.length === 0 ? `Status${status}` : `OtherStatus<${nearer.join(" | ")}, Status${status}>`;
  }
  const declared = others.map((other) => (isRange(other) ? `Status${other}` : other));
  return `OtherStatus<${declared.join(" | ") || "never"}>`;
}

function isStatus(status: string): boolean {
  return /^[1-5]\d\d$/.test(status);
}

function isRange(status: string): boolean {
  return /^[1-5]XX$/.test(status);
}

function headersType({ headers }: ResponseDef): string {
  if (headers.length === 0) return "";
  const members = headers.map(
    ({ name, required }) => `${JSON.stringify(name.toLowerCase())}${required ? "" : "?"}: string`,
  );
  return `; headers${headers.some(({ required }) => required) ? "" : "?"}: { ${members.join("; ")} }`;
}
