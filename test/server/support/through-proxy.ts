/**
 * Has everything that tests send to a server, and that servers send each other, pass through `knockgen proxy`:
 * `KNOCKGEN_THROUGH_PROXY=1 npx vitest run --project=server`. A departure of the server fails its test file.
 */
import { readFileSync } from "node:fs";
import type { Report } from "../../../inspect/ledger.js";
import { createProxy } from "../../../inspect/proxy/create-proxy.js";
import { printFinding } from "../../../inspect/report/terminal.js";
import { applyWaivers } from "../../../inspect/waivers.js";
import { KNOWN_DEPARTURES } from "../../support/known-departures.js";
import type { TestAuthority } from "./tls.js";

export const isThroughProxy: boolean = process.env.KNOCKGEN_THROUGH_PROXY === "1";

/** A report of each proxy that was closed. */
export const reports: Report[] = [];

export interface Through {
  readonly url: string;
  /** Throws where the server has departed from the specification. */
  close(): Promise<void>;
}

interface Ports {
  readonly client: number;
  /** Where the server listens for others, and where these come to. */
  readonly federation?: { readonly own: number; readonly public: number };
  readonly authority: TestAuthority;
}

export async function throughProxy({ client, federation, authority }: Ports): Promise<Through> {
  const { certFile, keyFile } = authority.certificate();
  const common = { release: ["latest"] };
  const clients = await createProxy({ ...common, target: `http://127.0.0.1:${client}` });
  const servers =
    federation &&
    (await createProxy({
      ...common,
      target: `https://127.0.0.1:${federation.own}`,
      port: federation.public,
      tls: { cert: readFileSync(certFile, "utf8"), key: readFileSync(keyFile, "utf8") },
      ca: authority.ca,
    }));
  return {
    url: clients.url,
    close: async () => {
      const wrong: string[] = [];
      for (const proxy of [clients, servers]) {
        if (proxy === undefined) continue;
        await proxy.settled();
        await proxy.close();
        const report = proxy.report();
        const { findings } = applyWaivers(report.findings, KNOWN_DEPARTURES, "");
        reports.push({ ...report, findings });
        for (const finding of findings) if (finding.side === "server") wrong.push(printFinding(finding));
      }
      if (wrong.length > 0)
        throw new Error(`the server departs from the specification:\n${wrong.join("\n")}`);
    },
  };
}
