// A part of the page that follows the house: a message makes htmx fetch it anew; without a stream it polls.
customElements.define("hq-live", class extends HTMLElement {
  connectedCallback() {
    this.failed = 0;
    this.follow();
    this.seen = () => { if (!document.hidden) this.follow(); else this.leave(); };
    on("visibilitychange", this.seen);
  }
  disconnectedCallback() {
    document.removeEventListener("visibilitychange", this.seen);
    this.leave();
  }
  follow() {
    this.leave();
    const { url, poll } = this.dataset;
    if (!url || !window.EventSource || this.failed > 2) {
      this.timer = setInterval(() => this.refresh(), 1000 * (Number(poll) || 30));
      return;
    }
    this.source = new EventSource(url);
    on("message", () => this.soon(), this.source);
    on("open", () => { this.failed = 0; this.toggleAttribute("data-live", true); }, this.source);
    on("error", () => {
      this.removeAttribute("data-live");
      this.failed += 1;
      if (this.source?.readyState === 2 || this.failed > 2) this.follow();
    }, this.source);
  }
  leave() { this.source?.close(); this.source = null; clearInterval(this.timer); clearTimeout(this.pause); }
  soon() { clearTimeout(this.pause); this.pause = setTimeout(() => this.refresh(), 300 + 700 * Math.random()); }
  refresh() {
    if (document.hidden || this.contains(document.activeElement?.closest?.("input,textarea,select,dialog[open]"))) return;
    if (this.hasAttribute("hx-get")) window.htmx?.trigger(this, "refresh");
    this.dispatchEvent(new CustomEvent("hq:changed", { bubbles: true }));
  }
});
