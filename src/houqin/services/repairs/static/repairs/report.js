// A new trade takes back the fault chosen under another one.
const form = document.querySelector("#report");
const faults = () => [...form.querySelectorAll("[name=category]")];
form?.addEventListener("change", ({ target }) => {
  if (target.name === "trade") faults().forEach((one) => { one.checked = false; });
});
