// Choosing rows: the head box takes all, Shift takes a stretch, the bulk bar counts.
let last = null;
function count(form) {
  const boxes = $$("[data-row]", form);
  const chosen = boxes.filter((box) => box.checked).length;
  const all = $("[data-all]", form);
  if (all) { all.checked = chosen > 0 && chosen === boxes.length; all.indeterminate = chosen > 0 && chosen < boxes.length; }
  const bar = $(".bulk", form);
  if (!bar) return;
  bar.toggleAttribute("data-empty", !chosen);
  const number = $("[data-chosen]", bar);
  if (number) number.textContent = chosen;
}
on("click", (event) => {
  const box = event.target;
  if (!box.matches?.("[data-row],[data-all]")) return;
  const form = box.closest("form") || box.closest(".card") || document;
  const boxes = $$("[data-row]", form);
  if (box.matches("[data-all]")) boxes.forEach((one) => { one.checked = box.checked; });
  else if (event.shiftKey && last) {
    const [from, to] = [boxes.indexOf(last), boxes.indexOf(box)].sort((a, b) => a - b);
    if (from >= 0) boxes.slice(from, to + 1).forEach((one) => { one.checked = box.checked; });
  }
  last = box;
  count(form);
});
$$("form:has(.bulk)").forEach(count);
on("keydown", (event) => {
  if (event.key !== "x" || typing(event.target) || !keysOn()) return;
  $("[data-row]", event.target.closest("[data-rows] > *") || make("i"))?.click();
});
for (const plot of $$(".plot[tabindex]")) plot.scrollLeft = plot.scrollWidth;
on("change", (event) => { if (event.target.matches("[data-submit]")) event.target.form.requestSubmit(); });
