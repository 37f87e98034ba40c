/** Prints how tests call the handlers of one API. */
import type { Form } from "./handler-file.js";
import { printFile } from "./marker.js";
import { type GeneratedPlace, specifierOf } from "./specifiers.js";
import { handlersOf } from "./subject.js";

export function printTesting(
  api: string,
  place: GeneratedPlace,
  { folder, form }: { readonly folder: string; readonly form: Form },
): string {
  const handlers = handlersOf(api);
  const from = (module: string): string => JSON.stringify(specifierOf(place, module, folder));
  const imports = [
    `import { createFetchHandler } from ${from("runtime/fetch-handler")};`,
    `import type { EncodedBody } from ${from("runtime/form-field")};`,
    `import { writeFormUrlencoded } from ${from("runtime/form-urlencoded")};`,
    `import { writeMultipart } from ${from("runtime/multipart")};`,
    `import { API, type Route } from ${from("runtime/route")};`,
    `import { sendCredentials } from ${from("runtime/send-credentials")};`,
    `import { writeStyled } from ${from("runtime/write-styled")};`,
    `import { type ${handlers}, unimplemented } from ${from(`routes/${api}`)};`,
    `import type { Auth } from ${JSON.stringify("./auth.js")};`,
    ...(form === "factory" ? ['import type { Context } from "./context.js";'] : []),
  ];
  const comment = [`How tests call handlers of the ${api} API. Yours to change.`];
  return printFile(
    "",
    { kind: "testing", id: api, comment },
    `${imports.join("\n")}\n\n${form === "factory" ? CONTEXT : ""}${TESTING.replaceAll("HANDLERS", handlers)}`,
  );
}

const CONTEXT = `/** Context of the handlers, in tests. */
export const context: Context = { now: () => 0 };

`;

const TESTING = `/** Who calls, in tests. */
export const caller: Auth = undefined;

export interface Parts {
  readonly path?: Readonly<Record<string, unknown>>;
  readonly query?: Readonly<Record<string, unknown>>;
  readonly headers?: Readonly<Record<string, unknown>>;
  readonly cookies?: Readonly<Record<string, unknown>>;
  /** A text with a \`mediaType\` is sent as it is, the members of a form as its fields, all else as JSON. */
  readonly body?: unknown;
  readonly mediaType?: string;
}

const JSON_TYPE = "application/json";

/** Sends a request to the one handler that is given, as a signed-in caller. */
export async function send(handlers: Partial<HANDLERS<Auth>>, parts: Parts = {}): Promise<Response> {
  const route = unimplemented[API].routes.find(({ name }) => name in handlers);
  if (route === undefined) throw new Error("no such operation");
  const handle = createFetchHandler<Auth>({
    handlers: { ...unimplemented, ...handlers },
    authenticate: () => caller,
  });
  return handle(await requestOf(route, parts));
}

async function requestOf(route: Route, parts: Parts): Promise<Request> {
  const mayBeEmpty = (route.parameters ?? []).flatMap((each) => (each.mayBeEmpty ? [each.name] : []));
  const { uri, headers: given } = writeStyled({ ...route, mayBeEmpty }, parts);
  const { body = null, contentType } = encode(route, parts);
  const headers = new Headers({ ...(contentType && { "content-type": contentType }), ...given });
  const signature = 'X-Matrix origin="other.test",key="ed25519:1",sig="c2ln"';
  if (route.security !== undefined)
    headers.set("authorization", route.security.includes("x-matrix") ? signature : "Bearer token");
  const credentials = Object.fromEntries(
    (route.requirements ?? []).flat().map(({ name, key }) => {
      const user = { username: "user", password: "password" };
      return [name, key === "Basic" ? user : "credential"] as const;
    }),
  );
  const target = await sendCredentials(route, { uri, headers }, { credentials }, {});
  return new Request(new URL(target, "http://server.test"), { method: route.method, headers, body });
}

function encode(route: Route, { body, mediaType = JSON_TYPE }: Parts): EncodedBody {
  if (body === undefined) return {};
  const how = route.body?.[mediaType];
  if (typeof body !== "object" || body === null || typeof how !== "object" || !("fields" in how)) {
    const isText = typeof body === "string" && mediaType !== JSON_TYPE;
    return { body: isText ? body : JSON.stringify(body), contentType: mediaType };
  }
  const files = new Set(how.fields.flatMap(({ name, bytes }) => (bytes === true ? [name] : [])));
  const file = (value: unknown): unknown => (Array.isArray(value) ? value.map(file) : new Blob([String(value)]));
  const members = Object.entries(body).map(
    ([name, value]: [string, unknown]) => [name, files.has(name) ? file(value) : value] as const,
  );
  const write = mediaType.startsWith("multipart/") ? writeMultipart : writeFormUrlencoded;
  return write(how.fields, Object.fromEntries(members), mediaType);
}
`;
