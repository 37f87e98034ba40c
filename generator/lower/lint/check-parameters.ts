/** Demands on parameters that change what is sent where they are not met. */
import { getEntries, getString, type JsonObject } from "../../json.js";
import { type Dialect, openApiMinor } from "../../load/version.js";

/** Headers that belong to the connection or the browser (Fetch, forbidden request-headers). */
const FORBIDDEN =
  /^(?:accept-(?:charset|encoding)|access-control-request-(?:headers|method)|connection|content-length|cookie|date|dnt|expect|host|keep-alive|origin|referer|set-cookie|te|trailer|transfer-encoding|upgrade|via|(?:proxy|sec)-.*)$/i;

/** Of a parameter by itself, wherever it stands. */
export function* wrongsOf(parameter: JsonObject, dialect: Dialect): Iterable<string> {
  const name = getString(parameter, "name");
  const place = getString(parameter, "in");
  if (name === undefined || place === undefined) return; // Told where it is listed.
  const placed = { parameter, name, place };
  if ((openApiMinor(dialect) ?? 0) < 2) yield* newer(placed);
  yield* ofPlace(placed, dialect);
  yield* dialect === "swagger-2" ? swaggerTypes(placed) : schemas(placed);
}

interface Placed {
  readonly parameter: JsonObject;
  readonly name: string;
  readonly place: string;
}

function* newer({ parameter, place }: Placed): Iterable<string> {
  if (place === "querystring")
    yield "a parameter in querystring came with OpenAPI 3.2; it is read all the same";
  if (parameter.style === "cookie") yield "the style cookie came with OpenAPI 3.2; it is read all the same";
}

function* ofPlace({ parameter, name, place }: Placed, dialect: Dialect): Iterable<string> {
  if (place === "header" && FORBIDDEN.test(name))
    yield `fetch sends no header ${name} that it is given, or refuses to; servers read it all the same`;
  if (parameter.allowEmptyValue === true && place !== "query" && place !== "formData")
    yield `allowEmptyValue is for parameters in query; it does nothing in ${place}`;
  if (place === "path" && parameter.required !== true)
    yield `the path parameter ${name} must be required: true, and is read as that`;
  if (dialect !== "swagger-2" && place === "header" && /^(?:accept|authorization)$/i.test(name))
    yield `OpenAPI leaves out a header ${name} among the parameters; it is sent all the same`;
}

function* swaggerTypes({ parameter, name, place }: Placed): Iterable<string> {
  if ((place === "body") !== (parameter.schema !== undefined))
    yield `${name} is in ${place}: a schema is for the parameter in body, a type for the others`;
  else if (place === "body") return;
  else if (parameter.type === undefined) yield `${name} has no type; any text is taken`;
  else if (parameter.type === "object")
    yield `a parameter in ${place} is not an object in Swagger 2.0; ${name} is sent as OpenAPI 3 sends objects`;
}

function* schemas({ parameter, name, place }: Placed): Iterable<string> {
  const hasSchema = parameter.schema !== undefined;
  const hasContent = getEntries(parameter, "content").length > 0;
  if (hasContent && hasSchema) yield `${name} has both schema and content; the schema is left out`;
  if (!hasContent && !hasSchema) yield `${name} has neither schema nor content; any value is taken`;
  // A content has no style, and elsewhere these styles are an error.
  if (!hasContent && place === "query") yield* explosions(parameter);
}

function* explosions({ style, explode }: JsonObject): Iterable<string> {
  if (style === "deepObject" && explode === false)
    yield "the style deepObject has no form with explode: false; explode is read as true";
  if ((style === "spaceDelimited" || style === "pipeDelimited") && explode === true)
    yield `the style ${style} has no form with explode: true; it is read as the style form`;
}
