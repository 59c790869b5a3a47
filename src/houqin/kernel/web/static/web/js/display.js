// Theme and text size at once; the form posts the same choice where no script runs.
on("change", (event) => {
  const { name, value } = event.target;
  if (!event.target.closest("[data-display]") || !["theme", "size"].includes(name)) return;
  root.dataset[name] = value;
  keep(name, value);
});
on("change", (event) => { if (event.target.matches("[data-display] [name=language]")) event.target.form.requestSubmit(); });
