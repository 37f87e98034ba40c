/** Script of the page: hides entries that the filters leave out. Plain JavaScript, no network. */
export const SCRIPT = `
"use strict";
const form = document.querySelector("form.filters");
const items = [...document.querySelectorAll("ul.changes > li")].map((node) => {
  const article = node.closest("article");
  return {
    node,
    severity: node.dataset.severity,
    breaks: node.dataset.breaks.split(" "),
    section: article.dataset.section,
    text: (article.querySelector("h3").textContent + " " + node.textContent).toLowerCase(),
  };
});
const holders = [...document.querySelectorAll("article, section.api")].reverse();
const output = form.querySelector("output");
const none = document.querySelector(".none");

function checked(name) {
  return [...form.querySelectorAll("input[name=" + name + "]:checked")].map((input) => input.value);
}

function apply() {
  const words = form.elements.search.value.toLowerCase().split(/\\s+/).filter(Boolean);
  const section = form.elements.section.value;
  const severities = checked("severity");
  const audiences = checked("audience");
  let shown = 0;
  for (const item of items) {
    const visible =
      severities.includes(item.severity) &&
      (section === "" || item.section === section) &&
      (audiences.length === 0 || item.breaks.some((audience) => audiences.includes(audience))) &&
      words.every((word) => item.text.includes(word));
    item.node.hidden = !visible;
    if (visible) shown += 1;
  }
  for (const holder of holders)
    holder.hidden = holder.querySelector("ul.changes > li:not([hidden])") === null;
  none.hidden = shown > 0;
  output.value = shown + " of " + items.length + " changes";
}

/** A link to a change that the filters hide shows it all the same. */
function reveal() {
  const target = document.getElementById(location.hash.slice(1));
  if (target === null) return;
  if (target.closest("[hidden]") !== null) {
    form.reset();
    for (const input of form.querySelectorAll("input[name=severity]")) input.checked = true;
    apply();
  }
  target.scrollIntoView({ block: "center" });
}

form.addEventListener("input", apply);
form.addEventListener("submit", (event) => event.preventDefault());
form.addEventListener("reset", () => setTimeout(apply));
addEventListener("hashchange", reveal);
apply();
if (location.hash !== "") reveal();
`;
