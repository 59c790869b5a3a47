// Photos shrink to 1600 px JPEG before they leave the phone; without script this is a plain file input.
const LONGEST = 1600;
async function shrink(file) {
  if (!file.type.startsWith("image/") || file.type === "image/gif") return file;
  try {
    const picture = await createImageBitmap(file, { imageOrientation: "from-image" });
    const scale = Math.min(1, LONGEST / Math.max(picture.width, picture.height));
    if (scale === 1 && file.size < 4e5) return file;
    const canvas = make("canvas");
    canvas.width = Math.round(picture.width * scale);
    canvas.height = Math.round(picture.height * scale);
    canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
    const blob = await new Promise((done) => { canvas.toBlob(done, "image/jpeg", .82); });
    return blob && blob.size < file.size ? new File([blob], file.name.replace(/\.\w+$/, ".jpg"), { type: "image/jpeg" }) : file;
  } catch { return file; } // HEIC the browser cannot read goes up as it is
}

customElements.define("hq-photo", class extends HTMLElement {
  connectedCallback() {
    this.input = $("input[type=file]", this);
    this.add = $(".add", this);
    this.max = Number(this.dataset.max) || 6;
    this.files = [];
    on("change", () => this.take([...this.input.files]), this.input);
    for (const kind of ["dragover", "drop"]) on(kind, (event) => this.drop(event), this);
    on("paste", (event) => { if (event.clipboardData.files.length) this.take([...event.clipboardData.files]); }, this.closest("form") || this);
  }
  drop(event) {
    event.preventDefault();
    if (event.type === "drop") this.take([...event.dataTransfer.files]);
  }
  async take(chosen) {
    const fresh = chosen.filter((file) => !this.files.includes(file)).slice(0, this.max - this.files.length);
    this.setAttribute("aria-busy", "true");
    for (const file of fresh) this.files.push(await shrink(file));
    this.removeAttribute("aria-busy");
    this.show();
  }
  show() {
    const held = new DataTransfer();
    this.files.forEach((file) => held.items.add(file));
    this.input.files = held.files;
    $$(".shot", this).forEach((shot) => shot.remove());
    this.files.forEach((file, number) => this.add.before(this.shot(file, number)));
    $("output", this).value = `${this.files.length}/${this.max}`;
    this.add.hidden = this.files.length >= this.max;
  }
  shot(file, number) {
    const button = make("button", { type: "button", "aria-label": `${word("remove")} ${file.name}` }, glyph("g-x"));
    on("click", () => { this.files.splice(number, 1); this.show(); }, button);
    if (!file.type.startsWith("image/")) return make("div", { class: "shot" }, make("span", { class: "file" }, file.name), button);
    const image = make("img", { alt: file.name });
    image.src = URL.createObjectURL(file);
    on("load", () => URL.revokeObjectURL(image.src), image);
    return make("div", { class: "shot" }, image, button);
  }
});
