/** All rules, in the order of the documentation. Each difference is judged by exactly one of them. */
import type { Rule } from "./rule.js";
import { BODY_RULES } from "./rules/bodies.js";
import { COMPONENT_RULES } from "./rules/components.js";
import { COMPOSITION_RULES } from "./rules/composition.js";
import { CONSTRAINT_RULES } from "./rules/constraints.js";
import { DEFAULT_RULES } from "./rules/defaults.js";
import { FORMAT_RULES } from "./rules/formats.js";
import { NOTE_RULES } from "./rules/notes.js";
import { OPERATION_RULES } from "./rules/operations.js";
import { PARAMETER_RULES } from "./rules/parameters.js";
import { PROPERTY_RULES } from "./rules/properties.js";
import { RESPONSE_RULES } from "./rules/responses.js";
import { SECURITY_RULES } from "./rules/security.js";
import { TYPE_RULES } from "./rules/types.js";
import { VALUE_RULES } from "./rules/values.js";

export const RULES: readonly Rule[] = [
  ...OPERATION_RULES,
  ...SECURITY_RULES,
  ...COMPONENT_RULES,
  ...PARAMETER_RULES,
  ...BODY_RULES,
  ...RESPONSE_RULES,
  ...PROPERTY_RULES,
  ...TYPE_RULES,
  ...VALUE_RULES,
  ...FORMAT_RULES,
  ...CONSTRAINT_RULES,
  ...COMPOSITION_RULES,
  ...DEFAULT_RULES,
  ...NOTE_RULES,
];
