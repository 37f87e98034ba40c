/** A client, routes and checks of the package run wherever there is `fetch`. */
import { writeFileSync } from "node:fs";
import path from "node:path";
import { build } from "esbuild";
import { beforeAll, expect, test } from "vitest";
import { emptyProject, install, run, tarball } from "./support.js";

const RUNTIMES = ["deno@2.9.6", "bun@1.4.5", "workerd@1.20261117.1"];

/** A gateway for pushes that is called by its client, without a network. */
const PROGRAM = `import { createPushGatewayClient } from "@knockgen/matrix/client/push-gateway";
import { unimplemented } from "@knockgen/matrix/routes/push-gateway";
import { createFetchHandler } from "@knockgen/matrix/runtime/fetch-handler";
import { checkRoomMessageTextContent } from "@knockgen/matrix/validators/events";

const handlers = {
  ...unimplemented,
  notify: async ({ body }) => ({
    status: 200,
    body: { rejected: body.notification.devices.map(({ pushkey }) => pushkey) },
  }),
};
const gateway = createFetchHandler({ handlers });
const baseUrl = "http://gateway.example";

export async function outcome() {
  const client = createPushGatewayClient({ baseUrl, fetch: (...request) => gateway(new Request(...request)) });
  const devices = [{ app_id: "a", pushkey: "key" }];
  const { status, body } = await client.notify({ body: { notification: { devices } } });
  const init = { method: "POST", body: "{}", headers: { "content-type": "application/json" } };
  const refused = await gateway(new Request(baseUrl + "/_matrix/push/v1/notify", init));
  return JSON.stringify([status, body, refused.status, checkRoomMessageTextContent({ msgtype: "m.text" }).ok]);
}
`;
const OUTCOME = '[200,{"rejected":["key"]},400,false]';

const WORKERD = `using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (
  services = [(
    name = "main",
    worker = (modules = [(name = "worker", esModule = embed "bundle.js")], compatibilityDate = "2025-01-01"),
  )],
);
`;

let project = "";

beforeAll(() => {
  project = emptyProject();
  install(project, [tarball("generated"), ...RUNTIMES]);
  writeFileSync(path.join(project, "program.js"), PROGRAM);
  writeFileSync(
    path.join(project, "main.js"),
    'import { outcome } from "./program.js";\nconsole.log(await outcome());\n',
  );
});

const bin = (name: string): string => path.join(project, "node_modules/.bin", name);

test("Node", () => {
  expect(run(process.execPath, ["main.js"], project).trim()).toBe(OUTCOME);
});

test("Deno", () => {
  const flags = ["--node-modules-dir=manual", "--no-remote"];
  expect(run(bin("deno"), ["run", ...flags, "main.js"], project).trim()).toBe(OUTCOME);
});

test("Bun", () => {
  expect(run(bin("bun"), ["run", "main.js"], project).trim()).toBe(OUTCOME);
});

test("workerd", async () => {
  const worker =
    'import { outcome } from "./program.js";\nexport default { test: async () => console.log(await outcome()) };\n';
  writeFileSync(path.join(project, "worker.js"), worker);
  await build({
    entryPoints: [path.join(project, "worker.js")],
    outfile: path.join(project, "bundle.js"),
    bundle: true,
    format: "esm",
    logLevel: "silent",
  });
  writeFileSync(path.join(project, "worker.capnp"), WORKERD);
  expect(run(bin("workerd"), ["test", "worker.capnp"], project).trim()).toBe(OUTCOME);
});
