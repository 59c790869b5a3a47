// A chosen shift paints the cells one presses or drags over; what is changed and not yet saved is shown.
const form = document.querySelector(".weekform");
const cells = [...document.querySelectorAll(".roster select")];
const told = document.querySelector("[data-changed]");
const brush = () => document.querySelector("[name=brush]:checked")?.value ?? "";
const was = new Map(cells.map((cell) => [cell, cell.value]));
const tones = ["blue", "violet", "gray", "amber", "green"];
const show = (cell) => {
  const box = cell.closest("td");
  box.classList.remove(...tones);
  const tone = cell.selectedOptions[0]?.dataset.tone;
  if (tone) box.classList.add(tone);
  box.classList.toggle("changed", cell.value !== was.get(cell));
  const n = cells.filter((one) => one.value !== was.get(one)).length;
  told.textContent = n ? `${told.dataset.words} ${n}` : "";
};
const paint = (cell) => {
  cell.value = brush();
  show(cell);
};
let painting = false;
for (const cell of cells) {
  cell.addEventListener("change", () => show(cell));
  cell.addEventListener("pointerdown", (event) => {
    if (!brush() || event.button) return;
    event.preventDefault();
    painting = true;
    paint(cell);
  });
  cell.addEventListener("mousedown", (event) => brush() && event.preventDefault());
  cell.closest("td").addEventListener("pointerenter", (event) => painting && event.buttons === 1 && paint(cell));
}
addEventListener("pointerup", () => (painting = false));
let saving = false;
form?.addEventListener("submit", () => {
  saving = true;
  for (const cell of cells) if (cell.value === was.get(cell)) cell.disabled = true; // only what changed travels
});
addEventListener("beforeunload", (event) => {
  if (!saving && cells.some((cell) => cell.value !== was.get(cell))) event.preventDefault();
});
addEventListener("pageshow", () => cells.forEach((cell) => (cell.disabled = false)));
document.querySelector("#team")?.addEventListener("change", (event) => event.target.form.submit());
