// The desk on the keyboard: letters find, arrows choose, Ctrl+Enter takes the call and stands ready for the next.
const form = document.querySelector("#desk");
const turns = {};
const show = async (box, url, query) => {
  const turn = (turns[box.id] = (turns[box.id] ?? 0) + 1);
  const answer = await fetch(`${url}?${new URLSearchParams(query)}`, { headers: { Accept: "text/html" } });
  if (!answer.ok || turn !== turns[box.id]) return;
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
  box.replaceChildren(...fresh.body.childNodes);
};
const callers = document.querySelector("#callers");
const places = document.querySelector("#places");
let waiting;
const soon = (deed) => { clearTimeout(waiting); waiting = setTimeout(deed, 200); };
form?.addEventListener("input", ({ target }) => {
  if (target.name === "who") soon(() => show(callers, form.dataset.people, { q: target.value }));
  if (target.name === "where") soon(() => show(places, form.dataset.places, { q: target.value }));
});
form?.addEventListener("change", ({ target }) => {
  if (target.name === "caller" && !form.elements.where.value) show(places, form.dataset.places, { caller: target.value });
  if (target.name === "trade") form.querySelectorAll("[name=category]").forEach((one) => { one.checked = false; });
});
form?.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || event.target.tagName === "BUTTON") return;
  if (event.ctrlKey || event.metaKey) {
    event.preventDefault();
    form.querySelector("[name=next]").click();
  } else if (event.target.type === "search") {
    event.preventDefault();
    const first = (event.target.name === "who" ? callers : places).querySelector("[type=radio]");
    if (first) { first.checked = true; first.focus(); first.dispatchEvent(new Event("change", { bubbles: true })); }
  }
});
