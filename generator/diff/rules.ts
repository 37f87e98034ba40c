/** All rules, in the order of the documentation. Each difference is judged by exactly one of them. */
import type { Rule } from "./rule.js";
import { alternativeAdded } from "./rules/alternative-added.js";
import { alternativeRemoved } from "./rules/alternative-removed.js";
import { bodyDescribed } from "./rules/body-described.js";
import { bodyUndescribed } from "./rules/body-undescribed.js";
import { constraintChanged } from "./rules/constraint-changed.js";
import { constraintLoosened } from "./rules/constraint-loosened.js";
import { constraintTightened } from "./rules/constraint-tightened.js";
import { defaultAdded } from "./rules/default-added.js";
import { defaultChanged } from "./rules/default-changed.js";
import { defaultRemoved } from "./rules/default-removed.js";
import { definitionAdded } from "./rules/definition-added.js";
import { definitionRemoved } from "./rules/definition-removed.js";
import { descriptionChanged } from "./rules/description-changed.js";
import { errorStatusAdded } from "./rules/error-status-added.js";
import { errorStatusRemoved } from "./rules/error-status-removed.js";
import { eventAdded } from "./rules/event-added.js";
import { eventRemoved } from "./rules/event-removed.js";
import { formatAdded } from "./rules/format-added.js";
import { formatChanged } from "./rules/format-changed.js";
import { formatRemoved } from "./rules/format-removed.js";
import { identifierChanged } from "./rules/identifier-changed.js";
import { keyFormatChanged } from "./rules/key-format-changed.js";
import { mediaTypeAdded } from "./rules/media-type-added.js";
import { mediaTypeRemoved } from "./rules/media-type-removed.js";
import { objectClosed } from "./rules/object-closed.js";
import { objectOpened } from "./rules/object-opened.js";
import { operationAbsorbed } from "./rules/operation-absorbed.js";
import { operationAdded } from "./rules/operation-added.js";
import { operationDeprecated } from "./rules/operation-deprecated.js";
import { operationMethodChanged } from "./rules/operation-method-changed.js";
import { operationMoved } from "./rules/operation-moved.js";
import { operationRemoved } from "./rules/operation-removed.js";
import { operationRenamed } from "./rules/operation-renamed.js";
import { operationUndeprecated } from "./rules/operation-undeprecated.js";
import { parameterAddedOptional } from "./rules/parameter-added-optional.js";
import { parameterAddedRequired } from "./rules/parameter-added-required.js";
import { parameterBecameOptional } from "./rules/parameter-became-optional.js";
import { parameterBecameRequired } from "./rules/parameter-became-required.js";
import { parameterRemoved } from "./rules/parameter-removed.js";
import { partDeprecated } from "./rules/part-deprecated.js";
import { partUndeprecated } from "./rules/part-undeprecated.js";
import { pathParameterRenamed } from "./rules/path-parameter-renamed.js";
import { propertyAddedOptional } from "./rules/property-added-optional.js";
import { propertyAddedRequired } from "./rules/property-added-required.js";
import { propertyBecameOptional } from "./rules/property-became-optional.js";
import { propertyBecameRequired } from "./rules/property-became-required.js";
import { propertyRemoved } from "./rules/property-removed.js";
import { requestBodyAddedOptional } from "./rules/request-body-added-optional.js";
import { requestBodyAddedRequired } from "./rules/request-body-added-required.js";
import { requestBodyBecameOptional } from "./rules/request-body-became-optional.js";
import { requestBodyBecameRequired } from "./rules/request-body-became-required.js";
import { requestBodyRemoved } from "./rules/request-body-removed.js";
import { responseHeaderAddedOptional } from "./rules/response-header-added-optional.js";
import { responseHeaderAddedRequired } from "./rules/response-header-added-required.js";
import { responseHeaderRemoved } from "./rules/response-header-removed.js";
import { securityOptional } from "./rules/security-optional.js";
import { securityRequired } from "./rules/security-required.js";
import { securitySchemeAdded } from "./rules/security-scheme-added.js";
import { securitySchemeRemoved } from "./rules/security-scheme-removed.js";
import { sinceChanged } from "./rules/since-changed.js";
import { successStatusAdded } from "./rules/success-status-added.js";
import { successStatusRemoved } from "./rules/success-status-removed.js";
import { summaryChanged } from "./rules/summary-changed.js";
import { typeChanged } from "./rules/type-changed.js";
import { typeNarrowed } from "./rules/type-narrowed.js";
import { typeStated } from "./rules/type-stated.js";
import { typeUnstated } from "./rules/type-unstated.js";
import { typeWidened } from "./rules/type-widened.js";
import { undescribedRequirementAdded } from "./rules/undescribed-requirement-added.js";
import { undescribedRequirementRemoved } from "./rules/undescribed-requirement-removed.js";
import { valueAdded } from "./rules/value-added.js";
import { valueRemoved } from "./rules/value-removed.js";
import { valuesLimited } from "./rules/values-limited.js";
import { valuesOpened } from "./rules/values-opened.js";

export const RULES: readonly Rule[] = [
  operationAdded,
  operationRemoved,
  operationAbsorbed,
  operationMoved,
  operationMethodChanged,
  operationRenamed,
  operationDeprecated,
  operationUndeprecated,
  securityRequired,
  securityOptional,
  securitySchemeAdded,
  securitySchemeRemoved,
  eventAdded,
  eventRemoved,
  definitionAdded,
  definitionRemoved,
  parameterAddedRequired,
  parameterAddedOptional,
  parameterRemoved,
  parameterBecameRequired,
  parameterBecameOptional,
  pathParameterRenamed,
  requestBodyAddedRequired,
  requestBodyAddedOptional,
  requestBodyRemoved,
  requestBodyBecameRequired,
  requestBodyBecameOptional,
  bodyDescribed,
  bodyUndescribed,
  mediaTypeAdded,
  mediaTypeRemoved,
  successStatusAdded,
  successStatusRemoved,
  errorStatusAdded,
  errorStatusRemoved,
  responseHeaderAddedRequired,
  responseHeaderAddedOptional,
  responseHeaderRemoved,
  propertyAddedRequired,
  propertyAddedOptional,
  propertyRemoved,
  propertyBecameRequired,
  propertyBecameOptional,
  undescribedRequirementAdded,
  undescribedRequirementRemoved,
  typeWidened,
  typeNarrowed,
  typeChanged,
  typeStated,
  typeUnstated,
  valueAdded,
  valueRemoved,
  valuesLimited,
  valuesOpened,
  identifierChanged,
  formatAdded,
  formatRemoved,
  formatChanged,
  keyFormatChanged,
  constraintTightened,
  constraintLoosened,
  constraintChanged,
  alternativeAdded,
  alternativeRemoved,
  objectClosed,
  objectOpened,
  defaultAdded,
  defaultRemoved,
  defaultChanged,
  partDeprecated,
  partUndeprecated,
  sinceChanged,
  descriptionChanged,
  summaryChanged,
];
