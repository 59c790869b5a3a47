// Single keys of the page: every [data-key] element is a shortcut; "g h" is pressed one after the other.
let waiting = "";
let waitingUntil = 0;
const typing = (target) => target.closest?.("input,textarea,select,[contenteditable],dialog[open]");
const keysOn = () => stored.get("hq:keys") !== false;
const act = (element) => (element.matches("input,textarea,select") ? element.focus() : element.click());

function rows(step) {
  const all = $$("[data-rows] > *").filter((row) => row.offsetParent);
  if (!all.length) return false;
  const at = all.findIndex((row) => row.contains(document.activeElement));
  const next = all[Math.max(0, Math.min(all.length - 1, at + step))];
  const stop = next.matches("a,button") ? next : $("a,button", next) || next;
  stop.focus();
  next.scrollIntoView({ block: "nearest" });
  return true;
}

on("keydown", (event) => {
  if (event.isComposing) return;
  if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "k") {
    event.preventDefault();
    return void $("hq-palette")?.open();
  }
  if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target) || !keysOn()) return;
  const key = event.key;
  if (key === "?") return void openSheet();
  if ((key === "j" && rows(1)) || (key === "k" && rows(-1))) return void event.preventDefault();
  const pressed = Date.now() < waitingUntil ? `${waiting} ${key}` : key;
  const hit = $$("[data-key]").find((element) => element.dataset.key === pressed && element.offsetParent);
  if (hit) {
    event.preventDefault();
    waitingUntil = 0;
    return act(hit);
  }
  waiting = key;
  waitingUntil = Date.now() + 900;
});

function openSheet() {
  const sheet = $("#keys");
  if (!sheet || sheet.open) return;
  const list = $("[data-keys]", sheet);
  list.replaceChildren(...$$("dialog#keys [data-fixed] > *").map((one) => one.cloneNode(true)));
  const seen = new Set();
  for (const element of $$("[data-key]")) {
    const { key } = element.dataset;
    if (seen.has(key)) continue;
    seen.add(key);
    const name = element.getAttribute("aria-label") || element.title || ($("span:not(.avatar)", element) || element).textContent.trim();
    list.append(make("dt", {}, make("kbd", {}, key)), make("dd", {}, name));
  }
  $("[name=keys]", sheet).checked = keysOn();
  sheet.showModal();
}
on("change", (event) => { if (event.target.matches("#keys [name=keys]")) stored.set("hq:keys", event.target.checked); });
on("click", (event) => { if (event.target.closest("[data-open-keys]")) openSheet(); });
