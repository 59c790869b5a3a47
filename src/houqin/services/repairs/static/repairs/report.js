// A new trade takes back the fault chosen under another one; a fault chosen asks what is known of it here.
const form = document.querySelector("#report");
const known = document.querySelector("#known");
const faults = () => [...form.querySelectorAll("[name=category]")];
let asked = 0;
const ask = async () => {
  const turn = ++asked;
  const query = new URLSearchParams({ place: form.elements.place.value });
  for (const name of ["category", "text"]) query.set(name, new FormData(form).get(name) ?? "");
  const answer = await fetch(`${known.dataset.url}?${query}`, { headers: { Accept: "text/html" } });
  if (!answer.ok || turn !== asked) return;
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
  known.replaceChildren(...fresh.body.childNodes);
  form.querySelector("[data-known-link]").hidden = !known.querySelector("[name=join]");
};
form?.addEventListener("change", ({ target }) => {
  if (target.name === "trade") faults().forEach((one) => { one.checked = false; });
  if (known && ["trade", "category"].includes(target.name)) ask();
});
// Whoever has script has been shown what is known; nothing is asked a second time.
form?.addEventListener("formdata", ({ formData }) => formData.set("seen", "all"));
