// Ctrl+K: htmx fetches the hits, this moves through them.
customElements.define("hq-palette", class extends HTMLElement {
  connectedCallback() {
    this.dialog = $("dialog", this);
    this.input = $("input", this);
    on("keydown", (event) => this.key(event), this.input);
    on("input", () => this.select(-1), this.input);
    // A key pressed before htmx has taken the input in hand would be lost: ask again once it has.
    on("htmx:after:init", () => { this.ready = true; if (this.dialog.open) this.ask(); }, this.input);
    on("htmx:after:swap", () => this.select(0), this);
    on("click", (event) => {
      if (!event.target.closest("[data-palette]")) return;
      event.preventDefault();
      this.open();
    });
  }
  open() {
    if (this.dialog.open) return;
    this.dialog.showModal();
    this.input.select();
    this.ask();
  }
  ask() { if (this.ready) window.htmx.trigger(this.input, "ask"); }
  hits() { return $$("a,button", $(".results", this)); }
  select(index) {
    const hits = this.hits();
    this.at = hits.length ? (index + hits.length) % hits.length : -1;
    hits.forEach((hit, number) => {
      hit.id ||= `hit-${number}`;
      hit.setAttribute("role", "option");
      hit.setAttribute("aria-selected", number === this.at);
    });
    if (index >= 0 && hits[this.at]) {
      this.input.setAttribute("aria-activedescendant", hits[this.at].id);
      hits[this.at].scrollIntoView({ block: "nearest" });
    } else this.input.removeAttribute("aria-activedescendant");
  }
  key(event) {
    if (event.isComposing) return;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) {
      event.preventDefault();
      this.select(this.at + step);
    } else if (event.key === "Enter") {
      event.preventDefault();
      this.hits()[Math.max(0, this.at)]?.click();
    }
  }
});
