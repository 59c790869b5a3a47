// Keeps what was typed in a form until it has been sent; files and passwords are never kept.
customElements.define("hq-draft", class extends HTMLElement {
  connectedCallback() {
    this.form = $("form", this) || this.closest("form");
    if (!this.form) return;
    this.key = `hq:draft:${this.dataset.key || location.pathname}`;
    if (this.dataset.fresh !== "no") this.restore();
    on("input", () => { clearTimeout(this.timer); this.timer = setTimeout(() => this.save(), 400); }, this.form);
    on("submit", () => { clearTimeout(this.timer); this.save(true); }, this.form);
  }
  fields() {
    return [...this.form.elements].filter((field) => field.name && !field.disabled && !["file", "password", "hidden", "submit", "button"].includes(field.type) && !field.closest("[data-no-draft]"));
  }
  save(sent = false) {
    const values = {};
    for (const field of this.fields()) {
      const chosen = ["checkbox", "radio"].includes(field.type);
      if (chosen && !field.checked) continue;
      (values[field.name] ||= []).push(field.value);
    }
    if (!stored.set(this.key, { values, at: Date.now(), sent })) return;
    if (!sent) this.say(word("draftSaved"));
  }
  restore() {
    const draft = stored.get(this.key);
    if (!draft || Date.now() - draft.at > 7 * 864e5) return stored.drop(this.key);
    let changed = false;
    for (const field of this.fields()) {
      const kept = draft.values[field.name];
      if (["checkbox", "radio"].includes(field.type)) {
        const checked = Boolean(kept?.includes(field.value));
        if (checked && !field.checked) changed = field.checked = true;
      } else if (kept && !field.value && kept[0]) {
        field.value = kept[0];
        changed = true;
      }
    }
    if (changed) this.say(word("draftRestored"));
  }
  say(text) { for (const note of $$("[data-draft-note]")) note.textContent = text; }
});
// The page after a sent form says which draft is done.
for (const done of $$("[data-draft-done]")) stored.drop(`hq:draft:${done.dataset.draftDone}`);
