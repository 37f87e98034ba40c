function gAddOrderRequestBody(data) {
  if (typeof data !== "object" || data === null || Array.isArray(data)) {
    return false;
  }
  let data0 = data.item;
  if (typeof data0 !== "string") {
    return false;
  }
  return true;
}

function vAddOrderRequestBody(data, issues, at) {
  let errors = 0;
  if (typeof data !== "object" || data === null || Array.isArray(data)) {
    return report(issues, at, "type", "object");
  }
  let data0 = data.item;
  if (data0 === undefined) {
    errors += report(issues, at, "required", "item");
  } else if (typeof data0 !== "string") {
    errors += report(issues, at + "/item", "type", "string");
  }
  return errors;
}

function gAddOrderRequestBodyForm(data) {
  if (typeof data !== "object" || data === null || Array.isArray(data)) {
    return false;
  }
  let data0 = data.name;
  if (typeof data0 !== "string") {
    return false;
  }
  let data1 = data.sizes;
  if (data1 !== undefined) {
    if (!Array.isArray(data1)) {
      return false;
    }
    const len0 = step(data1.length);
    for (let i0 = 0; i0 < len0; i0++) {
      let data2 = data1[i0];
      if (!Number.isInteger(data2)) {
        return false;
      }
    }
  }
  return true;
}

function vAddOrderRequestBodyForm(data, issues, at) {
  let errors = 0;
  if (typeof data !== "object" || data === null || Array.isArray(data)) {
    return report(issues, at, "type", "object");
  }
  let data0 = data.name;
  if (data0 === undefined) {
    errors += report(issues, at, "required", "name");
  } else if (typeof data0 !== "string") {
    errors += report(issues, at + "/name", "type", "string");
  }
  let data1 = data.sizes;
  if (data1 !== undefined) {
    if (Array.isArray(data1)) {
      const len0 = step(data1.length);
      for (let i0 = 0; i0 < len0; i0++) {
        let data2 = data1[i0];
        if (!Number.isInteger(data2)) {
          errors += report(issues, at + "/sizes/" + i0, "type", "integer");
        }
      }
    } else {
      errors += report(issues, at + "/sizes", "type", "array");
    }
  }
  return errors;
}

function gAddOrderRequestBodyMultipart(data) {
  step();
  if (typeof data !== "object" || data === null || Array.isArray(data)) {
    return false;
  }
  let data0 = data.scan;
  if (data0 === undefined || !gAddOrderRequestBodyMultipartScan(data0)) {
    return false;
  }
  let data1 = data.more;
  if (data1 !== undefined) {
    if (!Array.isArray(data1)) {
      return false;
    }
    const len0 = step(data1.length);
    for (let i0 = 0; i0 < len0; i0++) {
      let data2 = data1[i0];
      if (!gAddOrderRequestBodyMultipartScan(data2)) {
        return false;
      }
    }
  }
  let data3 = data.note;
  if (data3 !== undefined) {
    if (typeof data3 !== "object" || data3 === null || Array.isArray(data3)) {
      return false;
    }
    let data4 = data3.text;
    if (data4 !== undefined && typeof data4 !== "string") {
      return false;
    }
  }
  return true;
}

function vAddOrderRequestBodyMultipart(data, issues, at) {
  let errors = 0;
  step();
  if (typeof data === "object" && data !== null && !Array.isArray(data)) {
    let data0 = data.scan;
    if (data0 === undefined) {
      errors += report(issues, at, "required", "scan");
    } else {
      errors += vAddOrderRequestBodyMultipartScan(data0, issues, at + "/scan");
    }
    let data1 = data.more;
    if (data1 !== undefined) {
      if (Array.isArray(data1)) {
        const len0 = step(data1.length);
        for (let i0 = 0; i0 < len0; i0++) {
          let data2 = data1[i0];
          errors += vAddOrderRequestBodyMultipartScan(data2, issues, at + "/more/" + i0);
        }
      } else {
        errors += report(issues, at + "/more", "type", "array");
      }
    }
    let data3 = data.note;
    if (data3 !== undefined) {
      if (typeof data3 === "object" && data3 !== null && !Array.isArray(data3)) {
        let data4 = data3.text;
        if (data4 !== undefined && typeof data4 !== "string") {
          errors += report(issues, at + "/note/text", "type", "string");
        }
      } else {
        errors += report(issues, at + "/note", "type", "object");
      }
    }
  } else {
    errors += report(issues, at, "type", "object");
  }
  return errors;
}

function gAddOrderRequestBodyMultipartScan(data) {
  let errors = 0;
  if (!(typeof data === "object" && data !== null && !Array.isArray(data))) {
    errors++;
  }
  const _errs1 = errors;
  let valid0 = false;
  const _errs2 = errors;
  if (typeof data === "object" && data !== null && !Array.isArray(data)) {
    let data0 = data.byteLength;
    if (data0 === undefined) {
      errors++;
    } else if (!Number.isInteger(data0)) {
      errors++;
    }
  }
  var _valid0 = _errs2 === errors;
  valid0 = valid0 || _valid0;
  if (!valid0) {
    const _errs5 = errors;
    if (typeof data === "object" && data !== null && !Array.isArray(data)) {
      let data1 = data.size;
      if (data1 === undefined) {
        errors++;
      } else if (!Number.isInteger(data1)) {
        errors++;
      }
    }
    var _valid0 = _errs5 === errors;
    valid0 = valid0 || _valid0;
  }
  if (!valid0) {
    errors++;
  } else {
    errors = _errs1;
  }
  return errors === 0;
}

function vAddOrderRequestBodyMultipartScan(data, issues, at) {
  const base = issues.length;
  let errors = 0;
  if (!(typeof data === "object" && data !== null && !Array.isArray(data))) {
    errors += report(issues, at, "type", "object");
  }
  const _errs1 = errors;
  let valid0 = false;
  const _errs2 = errors;
  if (typeof data === "object" && data !== null && !Array.isArray(data)) {
    let data0 = data.byteLength;
    if (data0 === undefined) {
      errors += report(issues, at, "required", "byteLength");
    } else if (!Number.isInteger(data0)) {
      errors += report(issues, at + "/byteLength", "type", "integer");
    }
  }
  var _valid0 = _errs2 === errors;
  valid0 = valid0 || _valid0;
  if (!valid0) {
    const _errs5 = errors;
    if (typeof data === "object" && data !== null && !Array.isArray(data)) {
      let data1 = data.size;
      if (data1 === undefined) {
        errors += report(issues, at, "required", "size");
      } else if (!Number.isInteger(data1)) {
        errors += report(issues, at + "/size", "type", "integer");
      }
    }
    var _valid0 = _errs5 === errors;
    valid0 = valid0 || _valid0;
  }
  if (!valid0) {
    errors += report(issues, at, "anyOf");
  } else {
    errors = _errs1;
    forget(issues, base + _errs1);
  }
  return errors;
}

function gAddOrderResponse200(data) {
  if (typeof data !== "object" || data === null || Array.isArray(data)) {
    return false;
  }
  let data0 = data.id;
  if (!Number.isInteger(data0)) {
    return false;
  }
  return true;
}

function vAddOrderResponse200(data, issues, at) {
  let errors = 0;
  if (typeof data !== "object" || data === null || Array.isArray(data)) {
    return report(issues, at, "type", "object");
  }
  let data0 = data.id;
  if (data0 === undefined) {
    errors += report(issues, at, "required", "id");
  } else if (!Number.isInteger(data0)) {
    errors += report(issues, at + "/id", "type", "integer");
  }
  return errors;
}

function gAddOrderResponse200TextPlain(data) {
  if (typeof data !== "string") {
    return false;
  }
  return true;
}

function vAddOrderResponse200TextPlain(data, issues, at) {
  let errors = 0;
  if (typeof data !== "string") {
    errors += report(issues, at, "type", "string");
  }
  return errors;
}

function gAddPricesRequestBodyItem(data) {
  if (typeof data !== "object" || data === null || Array.isArray(data)) {
    return false;
  }
  let data0 = data.price;
  if (!(typeof data0 == "number")) {
    return false;
  }
  return true;
}

function vAddPricesRequestBodyItem(data, issues, at) {
  let errors = 0;
  if (typeof data !== "object" || data === null || Array.isArray(data)) {
    return report(issues, at, "type", "object");
  }
  let data0 = data.price;
  if (data0 === undefined) {
    errors += report(issues, at, "required", "price");
  } else if (!(typeof data0 == "number")) {
    errors += report(issues, at + "/price", "type", "number");
  }
  return errors;
}

function gAddPricesResponse200Item() {
  return true;
}

function vAddPricesResponse200Item() {
  return 0;
}

function gListItemsCookies(data) {
  if (typeof data !== "object" || data === null || Array.isArray(data)) {
    return false;
  }
  let data0 = data.seen;
  if (!Number.isInteger(data0)) {
    return false;
  }
  return true;
}

function vListItemsCookies(data, issues, at) {
  let errors = 0;
  if (typeof data !== "object" || data === null || Array.isArray(data)) {
    return report(issues, at, "type", "object");
  }
  let data0 = data.seen;
  if (data0 === undefined) {
    errors += report(issues, at, "required", "seen");
  } else if (!Number.isInteger(data0)) {
    errors += report(issues, at + "/seen", "type", "integer");
  }
  return errors;
}

function gListItemsPath(data) {
  if (typeof data !== "object" || data === null || Array.isArray(data)) {
    return false;
  }
  let data0 = data.colours;
  if (!Array.isArray(data0)) {
    return false;
  }
  const len0 = step(data0.length);
  for (let i0 = 0; i0 < len0; i0++) {
    let data1 = data0[i0];
    if (typeof data1 !== "string") {
      return false;
    }
  }
  return true;
}

function vListItemsPath(data, issues, at) {
  let errors = 0;
  if (typeof data !== "object" || data === null || Array.isArray(data)) {
    return report(issues, at, "type", "object");
  }
  let data0 = data.colours;
  if (data0 === undefined) {
    errors += report(issues, at, "required", "colours");
  } else if (Array.isArray(data0)) {
    const len0 = step(data0.length);
    for (let i0 = 0; i0 < len0; i0++) {
      let data1 = data0[i0];
      if (typeof data1 !== "string") {
        errors += report(issues, at + "/colours/" + i0, "type", "string");
      }
    }
  } else {
    errors += report(issues, at + "/colours", "type", "array");
  }
  return errors;
}

function gListItemsQuery(data) {
  if (typeof data !== "object" || data === null || Array.isArray(data)) {
    return false;
  }
  let data0 = data.price;
  if (data0 !== undefined) {
    if (typeof data0 !== "object" || data0 === null || Array.isArray(data0)) {
      return false;
    }
    let data1 = data0.min;
    if (data1 !== undefined && !(typeof data1 == "number")) {
      return false;
    }
    let data2 = data0.max;
    if (data2 !== undefined && !(typeof data2 == "number")) {
      return false;
    }
  }
  let data3 = data.sort;
  if (data3 !== undefined) {
    if (typeof data3 !== "object" || data3 === null || Array.isArray(data3)) {
      return false;
    }
    for (const key0 in data3) {
      step();
      let data4 = data3[key0];
      if (typeof data4 !== "boolean") {
        return false;
      }
    }
  }
  return true;
}

function vListItemsQuery(data, issues, at) {
  let errors = 0;
  if (typeof data !== "object" || data === null || Array.isArray(data)) {
    return report(issues, at, "type", "object");
  }
  let data0 = data.price;
  if (data0 !== undefined) {
    if (typeof data0 === "object" && data0 !== null && !Array.isArray(data0)) {
      let data1 = data0.min;
      if (data1 !== undefined && !(typeof data1 == "number")) {
        errors += report(issues, at + "/price/min", "type", "number");
      }
      let data2 = data0.max;
      if (data2 !== undefined && !(typeof data2 == "number")) {
        errors += report(issues, at + "/price/max", "type", "number");
      }
    } else {
      errors += report(issues, at + "/price", "type", "object");
    }
  }
  let data3 = data.sort;
  if (data3 !== undefined) {
    if (typeof data3 === "object" && data3 !== null && !Array.isArray(data3)) {
      for (const key0 in data3) {
        step();
        let data4 = data3[key0];
        if (typeof data4 !== "boolean") {
          errors += report(issues, at + "/sort/" + segment(key0), "type", "boolean");
        }
      }
    } else {
      errors += report(issues, at + "/sort", "type", "object");
    }
  }
  return errors;
}

function gListItemsResponse200(data) {
  if (!Array.isArray(data)) {
    return false;
  }
  const len0 = step(data.length);
  for (let i0 = 0; i0 < len0; i0++) {
    let data0 = data[i0];
    if (typeof data0 !== "string") {
      return false;
    }
  }
  return true;
}

function vListItemsResponse200(data, issues, at) {
  let errors = 0;
  if (!Array.isArray(data)) {
    return report(issues, at, "type", "array");
  }
  const len0 = step(data.length);
  for (let i0 = 0; i0 < len0; i0++) {
    let data0 = data[i0];
    if (typeof data0 !== "string") {
      errors += report(issues, at + "/" + i0, "type", "string");
    }
  }
  return errors;
}

function gListItemsResponse4XX(data) {
  if (typeof data !== "object" || data === null || Array.isArray(data)) {
    return false;
  }
  let data0 = data.reason;
  if (data0 !== undefined && typeof data0 !== "string") {
    return false;
  }
  return true;
}

function vListItemsResponse4XX(data, issues, at) {
  let errors = 0;
  if (typeof data !== "object" || data === null || Array.isArray(data)) {
    return report(issues, at, "type", "object");
  }
  let data0 = data.reason;
  if (data0 !== undefined && typeof data0 !== "string") {
    errors += report(issues, at + "/reason", "type", "string");
  }
  return errors;
}

function gOrderShippedRequestBody(data) {
  if (typeof data !== "object" || data === null || Array.isArray(data)) {
    return false;
  }
  let data0 = data.parcel;
  if (data0 !== undefined && typeof data0 !== "string") {
    return false;
  }
  return true;
}

function vOrderShippedRequestBody(data, issues, at) {
  let errors = 0;
  if (typeof data !== "object" || data === null || Array.isArray(data)) {
    return report(issues, at, "type", "object");
  }
  let data0 = data.parcel;
  if (data0 !== undefined && typeof data0 !== "string") {
    errors += report(issues, at + "/parcel", "type", "string");
  }
  return errors;
}

function gStockLowRequestBody(data) {
  if (typeof data !== "object" || data === null || Array.isArray(data)) {
    return false;
  }
  let data0 = data.left;
  if (!Number.isInteger(data0)) {
    return false;
  }
  return true;
}

function vStockLowRequestBody(data, issues, at) {
  let errors = 0;
  if (typeof data !== "object" || data === null || Array.isArray(data)) {
    return report(issues, at, "type", "object");
  }
  let data0 = data.left;
  if (data0 === undefined) {
    errors += report(issues, at, "required", "left");
  } else if (!Number.isInteger(data0)) {
    errors += report(issues, at + "/left", "type", "integer");
  }
  return errors;
}

function gUpload(data) {
  if (typeof data !== "object" || data === null || Array.isArray(data)) {
    return false;
  }
  let data0 = data.scan;
  if (typeof data0 !== "string") {
    return false;
  }
  let data1 = data.more;
  if (data1 !== undefined) {
    if (!Array.isArray(data1)) {
      return false;
    }
    const len0 = step(data1.length);
    for (let i0 = 0; i0 < len0; i0++) {
      let data2 = data1[i0];
      if (typeof data2 !== "string") {
        return false;
      }
    }
  }
  let data3 = data.note;
  if (data3 !== undefined) {
    if (typeof data3 !== "object" || data3 === null || Array.isArray(data3)) {
      return false;
    }
    let data4 = data3.text;
    if (data4 !== undefined && typeof data4 !== "string") {
      return false;
    }
  }
  return true;
}

function vUpload(data, issues, at) {
  let errors = 0;
  if (typeof data !== "object" || data === null || Array.isArray(data)) {
    return report(issues, at, "type", "object");
  }
  let data0 = data.scan;
  if (data0 === undefined) {
    errors += report(issues, at, "required", "scan");
  } else if (typeof data0 !== "string") {
    errors += report(issues, at + "/scan", "type", "string");
  }
  let data1 = data.more;
  if (data1 !== undefined) {
    if (Array.isArray(data1)) {
      const len0 = step(data1.length);
      for (let i0 = 0; i0 < len0; i0++) {
        let data2 = data1[i0];
        if (typeof data2 !== "string") {
          errors += report(issues, at + "/more/" + i0, "type", "string");
        }
      }
    } else {
      errors += report(issues, at + "/more", "type", "array");
    }
  }
  let data3 = data.note;
  if (data3 !== undefined) {
    if (typeof data3 === "object" && data3 !== null && !Array.isArray(data3)) {
      let data4 = data3.text;
      if (data4 !== undefined && typeof data4 !== "string") {
        errors += report(issues, at + "/note/text", "type", "string");
      }
    } else {
      errors += report(issues, at + "/note", "type", "object");
    }
  }
  return errors;
}

function gWatchPricesResponse200Item(data) {
  if (typeof data !== "object" || data === null || Array.isArray(data)) {
    return false;
  }
  let data0 = data.data;
  if (typeof data0 !== "string") {
    return false;
  }
  let data1 = data.event;
  if (data1 !== undefined && "price" !== data1) {
    return false;
  }
  return true;
}

function vWatchPricesResponse200Item(data, issues, at) {
  let errors = 0;
  if (typeof data !== "object" || data === null || Array.isArray(data)) {
    return report(issues, at, "type", "object");
  }
  let data0 = data.data;
  if (data0 === undefined) {
    errors += report(issues, at, "required", "data");
  } else if (typeof data0 !== "string") {
    errors += report(issues, at + "/data", "type", "string");
  }
  let data1 = data.event;
  if (data1 !== undefined && "price" !== data1) {
    errors += report(issues, at + "/event", "const", "price");
  }
  return errors;
}

/** Whether a value has the type `AddOrderRequestBody`. */
export const isAddOrderRequestBody = /* @__PURE__ */ guard(gAddOrderRequestBody);

/** Gives the value as `AddOrderRequestBody`, or all that is wrong with it. */
export const checkAddOrderRequestBody = /* @__PURE__ */ check(vAddOrderRequestBody);

/** Whether a value has the type `AddOrderRequestBodyForm`. */
export const isAddOrderRequestBodyForm = /* @__PURE__ */ guard(gAddOrderRequestBodyForm);

/** Gives the value as `AddOrderRequestBodyForm`, or all that is wrong with it. */
export const checkAddOrderRequestBodyForm = /* @__PURE__ */ check(vAddOrderRequestBodyForm);

/** Whether a value has the type `AddOrderRequestBodyMultipart`. */
export const isAddOrderRequestBodyMultipart = /* @__PURE__ */ guard(gAddOrderRequestBodyMultipart);

/** Gives the value as `AddOrderRequestBodyMultipart`, or all that is wrong with it. */
export const checkAddOrderRequestBodyMultipart = /* @__PURE__ */ check(vAddOrderRequestBodyMultipart);

/** Whether a value has the type `AddOrderResponse200`. */
export const isAddOrderResponse200 = /* @__PURE__ */ guard(gAddOrderResponse200);

/** Gives the value as `AddOrderResponse200`, or all that is wrong with it. */
export const checkAddOrderResponse200 = /* @__PURE__ */ check(vAddOrderResponse200);

/** Whether a value has the type `AddOrderResponse200TextPlain`. */
export const isAddOrderResponse200TextPlain = /* @__PURE__ */ guard(gAddOrderResponse200TextPlain);

/** Gives the value as `AddOrderResponse200TextPlain`, or all that is wrong with it. */
export const checkAddOrderResponse200TextPlain = /* @__PURE__ */ check(vAddOrderResponse200TextPlain);

/** Whether a value has the type `AddPricesRequestBodyItem`. */
export const isAddPricesRequestBodyItem = /* @__PURE__ */ guard(gAddPricesRequestBodyItem);

/** Gives the value as `AddPricesRequestBodyItem`, or all that is wrong with it. */
export const checkAddPricesRequestBodyItem = /* @__PURE__ */ check(vAddPricesRequestBodyItem);

/** Whether a value has the type `AddPricesResponse200Item`. */
export const isAddPricesResponse200Item = /* @__PURE__ */ guard(gAddPricesResponse200Item);

/** Gives the value as `AddPricesResponse200Item`, or all that is wrong with it. */
export const checkAddPricesResponse200Item = /* @__PURE__ */ check(vAddPricesResponse200Item);

/** Whether a value has the type `ListItemsCookies`. */
export const isListItemsCookies = /* @__PURE__ */ guard(gListItemsCookies);

/** Gives the value as `ListItemsCookies`, or all that is wrong with it. */
export const checkListItemsCookies = /* @__PURE__ */ check(vListItemsCookies);

/** Whether a value has the type `ListItemsPath`. */
export const isListItemsPath = /* @__PURE__ */ guard(gListItemsPath);

/** Gives the value as `ListItemsPath`, or all that is wrong with it. */
export const checkListItemsPath = /* @__PURE__ */ check(vListItemsPath);

/** Whether a value has the type `ListItemsQuery`. */
export const isListItemsQuery = /* @__PURE__ */ guard(gListItemsQuery);

/** Gives the value as `ListItemsQuery`, or all that is wrong with it. */
export const checkListItemsQuery = /* @__PURE__ */ check(vListItemsQuery);

/** Whether a value has the type `ListItemsResponse200`. */
export const isListItemsResponse200 = /* @__PURE__ */ guard(gListItemsResponse200);

/** Gives the value as `ListItemsResponse200`, or all that is wrong with it. */
export const checkListItemsResponse200 = /* @__PURE__ */ check(vListItemsResponse200);

/** Whether a value has the type `ListItemsResponse4XX`. */
export const isListItemsResponse4XX = /* @__PURE__ */ guard(gListItemsResponse4XX);

/** Gives the value as `ListItemsResponse4XX`, or all that is wrong with it. */
export const checkListItemsResponse4XX = /* @__PURE__ */ check(vListItemsResponse4XX);

/** Whether a value has the type `OrderShippedRequestBody`. */
export const isOrderShippedRequestBody = /* @__PURE__ */ guard(gOrderShippedRequestBody);

/** Gives the value as `OrderShippedRequestBody`, or all that is wrong with it. */
export const checkOrderShippedRequestBody = /* @__PURE__ */ check(vOrderShippedRequestBody);

/** Whether a value has the type `PeekItemsPath`. */
export const isPeekItemsPath = /* @__PURE__ */ guard(gListItemsPath);

/** Gives the value as `PeekItemsPath`, or all that is wrong with it. */
export const checkPeekItemsPath = /* @__PURE__ */ check(vListItemsPath);

/** Whether a value has the type `StockLowRequestBody`. */
export const isStockLowRequestBody = /* @__PURE__ */ guard(gStockLowRequestBody);

/** Gives the value as `StockLowRequestBody`, or all that is wrong with it. */
export const checkStockLowRequestBody = /* @__PURE__ */ check(vStockLowRequestBody);

/** Whether a value has the type `Upload`. */
export const isUpload = /* @__PURE__ */ guard(gUpload);

/** Gives the value as `Upload`, or all that is wrong with it. */
export const checkUpload = /* @__PURE__ */ check(vUpload);

/** Whether a value has the type `WatchPricesResponse200`. */
export const isWatchPricesResponse200 = /* @__PURE__ */ guard(gAddPricesRequestBodyItem);

/** Gives the value as `WatchPricesResponse200`, or all that is wrong with it. */
export const checkWatchPricesResponse200 = /* @__PURE__ */ check(vAddPricesRequestBodyItem);

/** Whether a value has the type `WatchPricesResponse200Item`. */
export const isWatchPricesResponse200Item = /* @__PURE__ */ guard(gWatchPricesResponse200Item);

/** Gives the value as `WatchPricesResponse200Item`, or all that is wrong with it. */
export const checkWatchPricesResponse200Item = /* @__PURE__ */ check(vWatchPricesResponse200Item);
