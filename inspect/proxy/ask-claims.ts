/** Asks the target which releases it speaks: the only request of the proxy's own. */
import { claimsIn } from "../releases/claims.js";
import type { Target } from "./target.js";

const PATIENCE_MS = 5_000;
const MAX_BYTES = 1024 * 1024;

/** None where the target does not answer. */
export async function askClaims({ request, prefix, name }: Target): Promise<readonly string[]> {
  const body = await new Promise<Uint8Array | undefined>((resolve) => {
    const path = `${prefix}/_matrix/client/versions`;
    const asked = request({ method: "GET", path, headers: ["Host", name], withBody: false });
    const timer = setTimeout(() => asked.destroy(new Error("too late")), PATIENCE_MS);
    asked.on("error", () => resolve(undefined));
    // Without a listener, the request would end without an error and without an answer.
    asked.on("upgrade", (_, socket) => {
      socket.destroy();
      resolve(undefined);
    });
    asked.on("close", () => clearTimeout(timer));
    asked.on("response", (response) => {
      const chunks: Uint8Array[] = [];
      let length = 0;
      response.on("data", (chunk: Uint8Array) => {
        length += chunk.length;
        if (length > MAX_BYTES) asked.destroy();
        else chunks.push(chunk);
      });
      response.on("error", () => resolve(undefined));
      response.on("close", () => resolve(response.complete ? Buffer.concat(chunks) : undefined));
    });
    asked.end();
  });
  return claimsIn(body);
}
