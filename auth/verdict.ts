/** Answers of the engine. */
import type { CheckKey, RuleKey } from "./rules/keys.js";

/** The answer to whether an event is authorised. */
export type Verdict =
  | {
      readonly allowed: true;
      /** The clause's number on the page of the room version, such as `4.6.3`. */
      readonly rule: string;
      /** The clause's name, the same in every room version. */
      readonly ruleKey: RuleKey;
    }
  | {
      readonly allowed: false;
      /** The clause's number, or the name of the check where no clause decides. */
      readonly rule: string;
      readonly ruleKey: RuleKey | CheckKey;
      /** The values that the clause looked at, for a person to read. */
      readonly reason: string;
    };

/** A rejection by something else than a clause. */
export function refuse(check: CheckKey, reason: string): Verdict {
  return { allowed: false, rule: check, ruleKey: check, reason };
}
