// "Give to …" asks in a dialog instead of a page; `a` asks for the row in focus; chosen rows are given together.
const layer = document.querySelector("#give");
const place = layer?.querySelector("[data-give-ids]");
const what = layer?.querySelector("[data-give-what]");
const ask = (ids, words) => {
  place.replaceChildren(...ids.map((id) => Object.assign(document.createElement("input"), { type: "hidden", name: "ids", value: id })));
  what.textContent = words;
  layer.showModal();
  layer.querySelector("[type=radio]")?.focus();
};
document.addEventListener("click", (event) => {
  const one = event.target.closest("[data-give]");
  if (one && layer) {
    event.preventDefault();
    return ask([one.dataset.give], one.dataset.what);
  }
  const many = event.target.closest('.bulk button[formaction$="/give/"]');
  const ids = many ? [...document.querySelectorAll("[data-row]:checked")].map((box) => box.value) : [];
  if (ids.length && layer) {
    event.preventDefault();
    ask(ids, many.textContent.trim());
  }
});
document.addEventListener("keydown", (event) => {
  if (event.key !== "a" || event.ctrlKey || event.metaKey || event.altKey || event.target.closest("input,textarea,select,dialog[open]")) return;
  (event.target.closest("tr")?.querySelector("[data-give]"))?.click();
});
// News: numbers and rows are fetched anew, unless somebody is choosing.
const busy = () => document.hidden || document.querySelector("dialog[open],[data-row]:checked,details.menu[open]") || document.activeElement?.closest("input,select,textarea,tbody");
document.addEventListener("hq:changed", async () => {
  if (busy()) return;
  const answer = await fetch(location.href, { headers: { Accept: "text/html" } });
  if (!answer.ok || busy()) return;
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
  for (const part of ["[data-fresh=numbers]", ".content > .card.flush", ".aside"]) {
    const [old, now] = [document.querySelector(part), fresh.querySelector(part)];
    if (old && now) old.replaceChildren(...now.childNodes);
  }
});
