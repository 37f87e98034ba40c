/** Counts what was seen: operations, statuses and findings, each finding once. Bounded, however long it runs. */
import type { Exchange } from "./exchange.js";
import { type Finding, LEVELS, type Level, reaches } from "./finding.js";
import type { Judgement } from "./judge/judge-exchange.js";
import { applyWaivers, type UnusedWaiver, type Waived, type Waiver } from "./waivers.js";

/** Why an exchange, or a part of one, was not judged. */
export type Unchecked =
  | "too large"
  | "cut off"
  | "encoding"
  | "busy"
  | "not reached"
  | "not kept"
  | "not described"
  | "failed";

/** Exchanges of one operation. */
export interface OperationCount {
  /** `client-server/getDevices` */
  readonly operation: string;
  /** Whether a release describes it. */
  readonly known: boolean;
  readonly exchanges: number;
  /** By status. */
  readonly statuses: { readonly [status: string]: number };
  /** The server says that it lacks it. */
  readonly unimplemented: boolean;
}

/** All that a run has to say. */
export interface Report {
  readonly version: 1;
  /** Address of the server, or name of the file, that was looked at. */
  readonly subject: string;
  /** Releases that it is held to. */
  readonly releases: readonly string[];
  readonly notes: readonly string[];
  readonly exchanges: number;
  readonly unchecked: { readonly [reason: string]: number };
  /** Sorted by name. */
  readonly operations: readonly OperationCount[];
  /** How many operations the releases have. */
  readonly describedOperations: number;
  /** The worst first, then by ID. */
  readonly findings: readonly Finding[];
  readonly waived: readonly Waived[];
  /** Waivers that nothing matched, or that have expired. */
  readonly unusedWaivers: readonly UnusedWaiver[];
}

/** The server or file of a report, and by which releases it was judged. */
export type ReportSubject = Pick<Report, "subject" | "releases" | "notes" | "describedOperations">;

/** More different findings are a fault of ours, or a flood. */
const MAX_FINDINGS = 2_000;

interface Counted {
  known: boolean;
  exchanges: number;
  readonly statuses: Map<number, number>;
  unimplemented: boolean;
}

/** Collects the findings of many exchanges, each once, and makes a report of them. */
export class Ledger {
  readonly #findings = new Map<string, Finding>();
  readonly #operations = new Map<string, Counted>();
  readonly #unchecked = new Map<Unchecked, number>();
  #exchanges = 0;

  /** How many exchanges were seen. */
  get exchanges(): number {
    return this.#exchanges;
  }

  /** Findings that were not there before are given back. */
  add(exchange: Exchange, { operation, known, unimplemented, findings }: Judgement): readonly Finding[] {
    this.#exchanges++;
    const counted = this.#operations.get(operation) ?? {
      known,
      exchanges: 0,
      statuses: new Map<number, number>(),
      unimplemented: false,
    };
    this.#operations.set(operation, counted);
    counted.exchanges++;
    counted.known ||= known;
    counted.unimplemented ||= unimplemented;
    const status = exchange.answer?.status;
    if (status !== undefined) counted.statuses.set(status, (counted.statuses.get(status) ?? 0) + 1);
    return findings.filter((finding) => this.#note(finding));
  }

  #note(finding: Finding): boolean {
    const known = this.#findings.get(finding.id);
    if (known !== undefined) {
      this.#findings.set(finding.id, { ...known, count: known.count + 1 });
      return false;
    }
    if (this.#findings.size >= MAX_FINDINGS) return false;
    this.#findings.set(finding.id, finding);
    return true;
  }

  /** Counts an exchange, or a body of one, that is not looked at. */
  countUnchecked(reason: Unchecked): void {
    this.#unchecked.set(reason, (this.#unchecked.get(reason) ?? 0) + 1);
  }

  /** The report until now. `today`, such as `2027-01-31`, decides which waivers have expired. */
  report(about: ReportSubject, waivers: readonly Waiver[], today: string): Report {
    const sorted = [...this.#findings.values()].sort(
      (a, b) => LEVELS.indexOf(a.level) - LEVELS.indexOf(b.level) || (a.id < b.id ? -1 : 1),
    );
    const { findings, waived, unused } = applyWaivers(sorted, waivers, today);
    const { subject, releases, notes, describedOperations } = about;
    return {
      version: 1,
      subject,
      releases,
      notes,
      exchanges: this.#exchanges,
      unchecked: Object.fromEntries([...this.#unchecked].sort()),
      operations: [...this.#operations]
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .map(([operation, { known, exchanges, statuses, unimplemented }]) => ({
          operation,
          known,
          exchanges,
          statuses: Object.fromEntries(statuses),
          unimplemented,
        })),
      describedOperations,
      findings,
      waived,
      unusedWaivers: unused,
    };
  }
}

/** Whether a report holds a finding of a level, or a worse one. */
export function failsOn(report: Report, level: Level): boolean {
  return report.findings.some((finding) => reaches(finding.level, level));
}
