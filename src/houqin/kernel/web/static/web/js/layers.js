// Dialogs, sheets, drawers, menus, toasts.
on("click", (event) => {
  if (event.target.closest("[data-print]")) return window.print();
  const opener = event.target.closest("[data-open]");
  if (opener) {
    const layer = document.getElementById(opener.dataset.open);
    if (layer?.showModal) {
      event.preventDefault();
      layer.showModal();
    }
    return;
  }
  if (event.target.closest("[data-close]")) return event.target.closest("dialog,.toast")?.matches("dialog") ? event.target.closest("dialog").close() : event.target.closest(".toast")?.remove();
  if (event.target.matches("dialog.layer")) event.target.close();
  for (const menu of $$("details.menu[open]")) if (!menu.contains(event.target)) menu.open = false;
});
on("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const menu of $$("details.menu[open]")) { menu.open = false; $("summary", menu).focus(); }
});
on("toggle", (event) => {
  const { id, open } = event.target;
  if (id && event.target.matches("details[data-keep]")) stored.set(`hq:open:${id}`, open);
}, document, true);
for (const one of $$("details[data-keep][id]")) {
  const open = stored.get(`hq:open:${one.id}`);
  if (open !== null && !$("[aria-current]", one)) one.open = open;
}
function toast(text, tone = "green") {
  const shown = make("div", { class: `toast ${tone}` }, glyph("g-check"), make("span", { class: "grow" }, text));
  $(".toasts")?.append(shown);
  expire(shown);
}
const expire = (shown) => { if (!$("a,form", shown)) setTimeout(() => shown.remove(), 6000); };
$$(".toasts .toast").forEach(expire);
on("hq:toast", (event) => toast(event.detail.text || event.detail.value, event.detail.tone));
const first = $("[data-errors]");
if (first) first.focus();
on("input", (event) => {
  const { dataset, value, id } = event.target;
  if (!dataset.count) return;
  const counter = document.getElementById(`${id}_count`);
  if (!counter) return;
  counter.textContent = `${[...value].length} / ${dataset.count}`;
  counter.classList.toggle("over", [...value].length > dataset.count);
});
on("submit", (event) => {
  const button = event.submitter;
  if (event.defaultPrevented || !button || event.target.method === "dialog" || event.target.method === "get") return;
  setTimeout(() => { button.setAttribute("aria-busy", "true"); button.disabled = true; });
  setTimeout(() => { button.removeAttribute("aria-busy"); button.disabled = false; }, 8000);
});
on("pageshow", () => $$("[aria-busy=true]").forEach((one) => { one.removeAttribute("aria-busy"); one.disabled = false; }), window);
