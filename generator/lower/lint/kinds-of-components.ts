/** References that lead to a component of another kind than is asked for, of which nothing would be left. */

/** Where components of each kind are; those of Swagger 2.0 stand at the root. */
const SECTIONS: ReadonlyMap<string, string> = new Map([
  ["schemas", "a schema"],
  ["definitions", "a schema"],
  ["responses", "a response"],
  ["parameters", "a parameter"],
  ["examples", "an example"],
  ["requestBodies", "a request body"],
  ["headers", "a header"],
  ["securitySchemes", "a security scheme"],
  ["securityDefinitions", "a security scheme"],
  ["links", "a link"],
  ["callbacks", "a callback"],
  ["pathItems", "a path"],
  ["mediaTypes", "a media type"],
]);

const PLACE = /#\/components\/([A-Za-z]+)\/[^/]+$|^#\/(definitions|parameters|responses)\/[^/]+$/;

/** A sentence about it; `wanted` is what stands there, such as `a parameter`. Deeper places may hold anything. */
export function wrongComponent(ref: string, wanted: string): string | undefined {
  const section =
    PLACE.exec(ref)
      ?.slice(1)
      .find((name) => name !== undefined) ?? "";
  const found = SECTIONS.get(section);
  if (found === undefined || found === wanted) return undefined;
  return `${ref} is ${found}, and not ${wanted}`;
}
