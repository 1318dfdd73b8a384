// The form of a picture: a draft while one types, a picture to start from by drop or paste, results in place.
const ask = document.querySelector("[data-ask]");
const draft = document.querySelector("[data-draft]");
const drafted = document.querySelector("[data-draft-picture]");
const DRAFT_AFTER = 220; // milliseconds without a key
let waiting = 0;
let asked = new AbortController();
let shownFor = "";
let tries = 0;

function wish() {
  const form = new FormData(ask);
  const names = ["prompt", "shape", "style", "seed"];
  return Object.fromEntries(names.map((name) => [name, form.get(name) || ""]));
}

function cost() {
  const count = Number(new FormData(ask).get("count") || 1);
  const each = Number(ask.querySelector("[data-model]").selectedOptions[0].dataset.cost);
  const line = ask.querySelector("[data-cost-line]");
  line.querySelector("[data-cost-words]").textContent = line.dataset.words.replace("§", count * each);
}

async function redraft() {
  const wanted = wish();
  const key = JSON.stringify(wanted);
  if (key === shownFor) return;
  asked.abort();
  asked = new AbortController();
  if (!wanted.prompt.trim()) return forget();
  draft.classList.add("drafting");
  try {
    const told = await sent("/studio/draft", fields({ ...wanted, page: desk.dataset.since }), asked.signal);
    draft.classList.remove("drafting");
    if (told.ok && told.picture) present(told, key);
    else if (told.status === 503) asleep();
    else if (told.status !== 204) words(told.detail || "");
  } catch {
    return; // a newer one is on its way
  }
}

// The first draft wakes whoever draws it, which takes a moment; only then is it said that there is none.
function asleep() {
  if (tries >= 3) words(draft.dataset.asleep);
  tries += 1;
  clearTimeout(waiting);
  waiting = setTimeout(redraft, tries < 12 ? 1500 : 15000);
}

function words(text) {
  document.querySelector("[data-draft-words]").textContent = text;
}

function present(told, key) {
  shownFor = key;
  tries = 0;
  Object.assign(drafted, { src: told.picture, alt: told.alt, hidden: false, width: told.width, height: told.height });
  document.querySelector("[data-draft-empty]").hidden = true;
  words(told.left_out.length ? draft.dataset.leftOut.replace("§", told.left_out.join(", ")) : "");
}

function forget() {
  shownFor = "";
  drafted.hidden = true;
  document.querySelector("[data-draft-empty]").hidden = false;
  words("");
}

function later() {
  clearTimeout(waiting);
  waiting = setTimeout(redraft, DRAFT_AFTER);
  cost();
}

// Better words are shown beside the person's own, which stay until they are given up.
async function enhance(button) {
  const form = new FormData(ask);
  form.delete("picture");
  const told = await writes(button, new URLSearchParams([...form, ["turn", random().slice(0, 12)]]));
  const better = ask.querySelector("[data-better]");
  better.hidden = !told;
  if (!told) return;
  better.querySelector("[data-better-text]").textContent = told.text;
  const note = better.querySelector("[data-better-note]");
  Object.assign(note, { textContent: told.note, hidden: !told.note });
  better.querySelector("[data-take]").focus();
}

function choose(event) {
  const better = ask.querySelector("[data-better]");
  const takes = event.target.closest("[data-take]");
  if (!takes && !event.target.closest("[data-leave]")) return;
  const prompt = ask.querySelector("[data-prompt]");
  if (takes) prompt.value = better.querySelector("[data-better-text]").textContent;
  better.hidden = true;
  prompt.focus();
  later();
}

async function draw(event) {
  event.preventDefault();
  if (event.submitter?.matches("[data-enhance]")) return enhance(event.submitter);
  const go = ask.querySelector("[data-go]");
  if (go.disabled) return;
  go.disabled = true;
  said("");
  const body = new FormData(ask);
  body.delete("picture"); // it was sent when it was chosen
  const told = await sent(ask.action, body);
  go.disabled = false;
  if (!told.ok) {
    said(told.detail);
    ask.querySelector("[data-prompt]").focus();
    return;
  }
  ask.querySelector("[name=key]").value = told.key;
  show(told);
  document.getElementById(`job-${told.job}`)?.scrollIntoView({ block: "nearest", behavior: "auto" });
}

async function thumbnail(file) {
  const picture = await createImageBitmap(file);
  const canvas = document.createElement("canvas");
  const scale = 160 / Math.max(picture.width, picture.height);
  canvas.width = picture.width * scale;
  canvas.height = picture.height * scale;
  canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
  return canvas.toDataURL("image/jpeg", 0.8);
}

async function begin(file) {
  if (!file) return;
  const body = new FormData();
  body.set("csrf", mark);
  body.set("picture", file);
  said("");
  const told = await sent("/studio/reference", body);
  if (!told.ok) return said(told.detail);
  ask.querySelector("[data-reference-key]").value = told.reference;
  const kept = ask.querySelector("[data-kept]");
  kept.hidden = false;
  ask.querySelector("[data-drop-off]").hidden = false;
  try {
    Object.assign(ask.querySelector("[data-kept-picture]"), { src: await thumbnail(file), hidden: false });
  } catch {
    return; // what the browser can't decode the server could
  }
}

function dropOff() {
  ask.querySelector("[data-reference-key]").value = "";
  ask.querySelector("[data-kept]").hidden = true;
  ask.querySelector("[data-file]").value = "";
  ask.querySelector("[data-file]").focus();
}

function takePictures() {
  const place = ask.querySelector("[data-drop]");
  if (!place) return;
  const hint = place.querySelector("[data-drop-hint]");
  hint.textContent = `${hint.dataset.scripted} ${hint.textContent}`;
  place.querySelector("[data-drop-off]").hidden = !ask.querySelector("[data-reference-key]").value;
  place.querySelector("[data-drop-off]").addEventListener("click", dropOff);
  place.querySelector("[data-file]").addEventListener("change", (event) => begin(event.target.files[0]));
  addEventListener("paste", (event) => begin(event.clipboardData?.files[0]));
  addEventListener("dragover", (event) => {
    event.preventDefault();
    place.classList.add("over");
  });
  addEventListener("dragleave", () => place.classList.remove("over"));
  addEventListener("drop", (event) => {
    event.preventDefault();
    place.classList.remove("over");
    begin(event.dataTransfer.files[0]);
  });
}

if (ask) {
  ask.addEventListener("input", later);
  ask.addEventListener("change", later);
  ask.addEventListener("submit", draw);
  ask.addEventListener("click", choose);
  ask.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) ask.requestSubmit();
  });
  takePictures();
  cost();
  redraft();
}
