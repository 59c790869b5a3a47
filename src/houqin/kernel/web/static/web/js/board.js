// Dragging a ticket presses the button that moves it there; the buttons are the real way.
let dragged = null;
on("dragstart", (event) => { dragged = event.target.closest?.(".ticket"); dragged?.classList.add("dragging"); });
on("dragend", () => { dragged?.classList.remove("dragging"); $$(".lane.over").forEach((lane) => lane.classList.remove("over")); dragged = null; });
const target = (event) => {
  const lane = dragged && event.target.closest?.(".lane[data-lane]");
  return lane && $(`button[value="${CSS.escape(lane.dataset.lane)}"]`, dragged) ? lane : null;
};
on("dragover", (event) => { const lane = target(event); if (!lane) return; event.preventDefault(); lane.classList.add("over"); });
on("dragleave", (event) => event.target.classList?.remove("over"));
on("drop", (event) => { const lane = target(event); if (!lane) return; event.preventDefault(); $(`button[value="${CSS.escape(lane.dataset.lane)}"]`, dragged).click(); });
